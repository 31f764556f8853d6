import { announce, say } from './words.ts'

type Suggestion = { name: string; count: number }

type Source = {
  /** Where the list is put, below the input. */
  place: HTMLElement
  url: string
  /** Names that are there already and need no suggestion. */
  isPresent: (name: string) => boolean
  choose: (name: string) => void
}

/** An input and the list of names below it; `active` is the option that Enter chooses, -1 = none. */
export type Combobox = Source & {
  input: HTMLInputElement
  list: HTMLElement
  active: number
  timer: number
  /** Counts the questions asked, so that a late answer to an old one is dropped. */
  asked: number
}

const WAIT_MS = 120

/** Gives plain inputs marked with `data-suggest` a list of existing names. */
export function suggestNames(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-suggest]')) {
    const place = document.createElement('div')
    place.className = 'suggest-place'
    input.replaceWith(place)
    place.append(input)
    const combobox = openCombobox(input, {
      place,
      url: input.dataset['suggest'] ?? '',
      isPresent: name => name === input.value,
      choose: name => {
        input.value = name
        input.dispatchEvent(new Event('change', { bubbles: true }))
      },
    })
    input.addEventListener('keydown', event => {
      if (!event.isComposing && handleListKey(combobox, event.key)) event.preventDefault()
    })
  }
}

/** Makes a combobox of an input: names that fit what is typed, chosen by arrows or by mouse. */
export function openCombobox(input: HTMLInputElement, source: Source): Combobox {
  const list = drawList(input)
  const combobox: Combobox = { ...source, input, list, active: -1, timer: 0, asked: 0 }
  source.place.append(list)
  input.addEventListener('input', () => {
    window.clearTimeout(combobox.timer)
    combobox.timer = window.setTimeout(() => void refresh(combobox), WAIT_MS)
  })
  input.addEventListener('blur', () => closeList(combobox))
  list.addEventListener('mousedown', event => event.preventDefault())
  list.addEventListener('click', event => {
    const option = event.target instanceof Element ? event.target.closest('li') : null
    if (option) choose(combobox, option)
  })
  return combobox
}

/** Lets the open list have a key; true when it was for the list. */
export function handleListKey(combobox: Combobox, key: string): boolean {
  const { list, active } = combobox
  if (list.hidden) return false
  const option = list.children[active]
  if (key === 'ArrowDown') moveActive(combobox, 1)
  else if (key === 'ArrowUp') moveActive(combobox, -1)
  else if (key === 'Escape') closeList(combobox)
  else if (key === 'Enter' && option) choose(combobox, option)
  else return false
  return true
}

/** Takes the list away, and the answer that may still be on its way. */
export function closeList(combobox: Combobox): void {
  combobox.asked += 1
  window.clearTimeout(combobox.timer)
  showList(combobox, [])
}

async function refresh(combobox: Combobox): Promise<void> {
  const { input, url, isPresent } = combobox
  const question = (combobox.asked += 1)
  const query = input.value.trim()
  const found = query === '' ? [] : await fetchSuggestions(url, query)
  if (question !== combobox.asked || document.activeElement !== input) return
  showList(
    combobox,
    found.filter(({ name }) => !isPresent(name)),
  )
}

async function fetchSuggestions(url: string, query: string): Promise<Suggestion[]> {
  try {
    const answer = await fetch(`${url}?q=${encodeURIComponent(query)}`, {
      headers: { accept: 'application/json' },
    })
    return answer.ok ? ((await answer.json()) as Suggestion[]) : []
  } catch {
    // Without the network one types names whole.
    return []
  }
}

function showList(combobox: Combobox, found: Suggestion[]): void {
  const { input, list } = combobox
  combobox.active = -1
  list.replaceChildren(...found.map((suggestion, at) => drawOption(suggestion, `${list.id}-${at}`)))
  list.hidden = found.length === 0
  input.setAttribute('aria-expanded', String(!list.hidden))
  input.removeAttribute('aria-activedescendant')
  if (found.length > 0) announce(say('suggestions', { number: found.length }))
}

// One place more than there are options: it is the text as typed.
function moveActive(combobox: Combobox, step: number): void {
  const { input, list } = combobox
  const places = list.children.length + 1
  combobox.active = ((combobox.active + 1 + step + places) % places) - 1
  for (const [at, option] of [...list.children].entries()) {
    option.setAttribute('aria-selected', String(at === combobox.active))
  }
  const option = list.children[combobox.active]
  option?.scrollIntoView({ block: 'nearest' })
  if (option) input.setAttribute('aria-activedescendant', option.id)
  else input.removeAttribute('aria-activedescendant')
}

function choose(combobox: Combobox, option: Element): void {
  closeList(combobox)
  combobox.choose(option.getAttribute('data-name') ?? '')
}

function drawList(input: HTMLInputElement): HTMLElement {
  const list = document.createElement('ul')
  list.id = `${input.id}-suggestions`
  list.className = 'suggestions'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', say('list'))
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-expanded', 'false')
  input.setAttribute('aria-controls', list.id)
  input.autocomplete = 'off'
  return list
}

function drawOption({ name, count }: Suggestion, id: string): HTMLElement {
  const option = document.createElement('li')
  const number = document.createElement('span')
  option.id = id
  option.dataset['name'] = name
  option.setAttribute('role', 'option')
  option.setAttribute('aria-selected', 'false')
  number.className = 'number'
  number.textContent = String(count)
  option.append(name, number)
  return option
}
