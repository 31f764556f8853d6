import { nameKey } from '../text/key.ts'
import { cleanName, splitNames } from '../text/name.ts'
import { closeList, handleListKey, openCombobox, type Combobox } from './suggestions.ts'
import { drawBox, drawToken } from './token-box.ts'
import { announce, say } from './words.ts'

/** Names as tokens; `original` keeps them as comma text, and is what is sent. */
type TokenField = {
  original: HTMLInputElement
  box: HTMLElement
  input: HTMLInputElement
  combobox: Combobox
  names: string[]
}

const SEPARATOR = /[,，\n]/u

/** Turns comma text marked with `data-tokens` into tokens; the text stays in the original input. */
export function enhanceTokenFields(): void {
  for (const original of document.querySelectorAll<HTMLInputElement>('input[data-tokens]')) {
    const field = openTokenField(original)
    listen(field)
    readText(field, original.value)
  }
}

function openTokenField(original: HTMLInputElement): TokenField {
  const { box, input } = drawBox(original)
  const names: string[] = []
  const combobox = openCombobox(input, {
    place: box,
    url: '/admin/tags/suggestions',
    isPresent: name => field.names.some(present => nameKey(present) === nameKey(name)),
    choose: name => {
      input.value = ''
      addNames(field, [name])
    },
  })
  const field: TokenField = { original, box, input, combobox, names }
  return field
}

function listen(field: TokenField): void {
  const { original, box, input } = field
  input.addEventListener('input', event => {
    if (!(event instanceof InputEvent && event.isComposing)) takeFinished(field)
    syncText(field)
  })
  input.addEventListener('compositionend', () => takeFinished(field))
  input.addEventListener('keydown', event => handleKey(field, event))
  input.addEventListener('paste', event => takePasted(field, event))
  input.addEventListener('blur', () => takeAll(field))
  box.addEventListener('keydown', event => walkTokens(field, event))
  box.addEventListener('click', event => {
    if (event.target === box) input.focus()
  })
  // Somebody else, such as a pasted header, has set the text.
  original.addEventListener('change', () => readText(field, original.value))
}

function readText(field: TokenField, text: string): void {
  field.names = []
  field.input.value = ''
  collectNames(field, splitNames(text))
  drawTokens(field)
}

function takeFinished(field: TokenField): void {
  const { input } = field
  if (!SEPARATOR.test(input.value)) return
  const parts = input.value.split(SEPARATOR)
  input.value = (parts.pop() ?? '').trimStart()
  addNames(field, splitNames(parts.join(',')))
}

function takeAll(field: TokenField): boolean {
  const given = splitNames(field.input.value)
  if (given.length === 0) return false
  field.input.value = ''
  addNames(field, given)
  return true
}

function takePasted(field: TokenField, event: ClipboardEvent): void {
  const text = event.clipboardData?.getData('text/plain') ?? ''
  if (!SEPARATOR.test(text)) return
  event.preventDefault()
  field.input.value += text.replaceAll('\n', ',')
  takeAll(field)
}

function handleKey(field: TokenField, event: KeyboardEvent): void {
  if (event.isComposing) return
  if (handleListKey(field.combobox, event.key)) event.preventDefault()
  else if (event.key === 'Enter') {
    // With nothing typed, Enter sends the form as in any other field.
    if (takeAll(field)) event.preventDefault()
  } else if (field.input.selectionEnd === 0) handleKeyAtStart(field, event.key)
}

function handleKeyAtStart(field: TokenField, key: string): void {
  const last = field.names.length - 1
  if (key === 'Backspace') removeName(field, last)
  else if (key === 'ArrowLeft') focusToken(field, last)
}

function walkTokens(field: TokenField, event: KeyboardEvent): void {
  const at = listButtons(field).findIndex(button => button === event.target)
  if (at < 0) return
  if (event.key === 'ArrowLeft') focusToken(field, at - 1)
  else if (event.key === 'ArrowRight') focusToken(field, at + 1)
  else if (event.key === 'Delete' || event.key === 'Backspace') removeName(field, at)
  else return
  event.preventDefault()
}

function addNames(field: TokenField, given: string[]): void {
  const { added, known } = collectNames(field, given)
  drawTokens(field, known)
  closeList(field.combobox)
  if (added.length > 0) announce(say('added', { name: added.join(', ') }))
  else if (known.length > 0) announce(say('already', { name: known.join(', ') }))
  syncText(field)
}

function collectNames(field: TokenField, given: string[]): { added: string[]; known: string[] } {
  const added: string[] = []
  const known: string[] = []
  for (const name of given.map(cleanName)) {
    const present = field.names.find(other => nameKey(other) === nameKey(name))
    if (present === undefined) {
      field.names.push(name)
      added.push(name)
    } else known.push(present)
  }
  return { added, known }
}

function removeName(field: TokenField, at: number): void {
  const [gone] = at < 0 ? [] : field.names.splice(at, 1)
  if (gone === undefined) return
  drawTokens(field)
  announce(say('removed', { name: gone }))
  field.input.focus()
  syncText(field)
}

function drawTokens(field: TokenField, marked: string[] = []): void {
  const { box, input, names } = field
  box.querySelectorAll('.token').forEach(token => token.remove())
  const tokens = names.map((name, at) =>
    drawToken(name, { isMarked: marked.includes(name), remove: () => removeName(field, at) }),
  )
  input.before(...tokens)
}

function listButtons({ box }: TokenField): HTMLButtonElement[] {
  return [...box.querySelectorAll<HTMLButtonElement>('.token button')]
}

function focusToken(field: TokenField, at: number): void {
  const button = listButtons(field)[Math.max(at, 0)]
  if (button) button.focus()
  else field.input.focus()
}

function syncText({ original, input, names }: TokenField): void {
  original.value = [...names, ...splitNames(input.value)].join(', ')
  original.dispatchEvent(new Event('input', { bubbles: true }))
}
