import type { EditorState } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { moveFocus } from '../keys.ts'
import { TEXT_DEEDS, type Deed } from './commands.ts'
import { ariaKeys, isMac, nameKeys } from './shortcut-words.ts'
import { openMenu } from './toolbar-menu.ts'

type Deeds = Readonly<Record<string, Deed>>

export type Toolbar = {
  element: HTMLElement
  /** Every button, those in the menu too. */
  buttons: HTMLButtonElement[]
  /** Shows at the buttons what holds where the caret is. */
  refresh: (state: EditorState, others: Deeds) => void
}

/** Finds the toolbar of the page and writes the keys of this system at its buttons. */
export function findToolbar(form: HTMLFormElement): Toolbar | null {
  const element = form.querySelector<HTMLElement>('[data-editor-tools]')
  if (!element) return null
  const buttons = [...element.querySelectorAll<HTMLButtonElement>('button[data-deed]')]
  const mac = isMac()
  for (const place of document.querySelectorAll<HTMLElement>('[data-keys]')) {
    const keys = place.dataset['keys'] ?? ''
    const shown = place.querySelector('kbd')
    if (shown) shown.textContent = nameKeys(keys, mac)
    if (place instanceof HTMLButtonElement)
      place.setAttribute('aria-keyshortcuts', ariaKeys(keys, mac))
  }
  return { element, buttons, refresh: (state, others) => refresh(buttons, state, others) }
}

/** Lets the buttons do their deeds; `others` are deeds that are not of the text, as full screen. */
export function openToolbar(view: EditorView, { element, buttons }: Toolbar, others: Deeds): void {
  const menu = element.querySelector<HTMLElement>('[data-editor-menu]')
  for (const button of buttons) {
    const name = button.dataset['deed'] ?? ''
    const deed = TEXT_DEEDS[name] ?? others[name]
    // The text keeps its caret and a phone its keyboard.
    button.addEventListener('pointerdown', event => {
      if (event.pointerType === 'mouse') event.preventDefault()
    })
    button.addEventListener('click', () => {
      menu?.hidePopover()
      if (name in TEXT_DEEDS && name !== 'find') view.focus()
      deed?.run(view)
      refresh(buttons, view.state, others)
    })
  }
  const row = [...element.querySelectorAll<HTMLButtonElement>('[data-editor-row] button')]
  rove(row, view)
  if (menu) openMenu(menu, row.at(-1), view)
  element.hidden = false
  refresh(buttons, view.state, others)
}

function refresh(buttons: HTMLButtonElement[], state: EditorState, others: Deeds): void {
  for (const button of buttons) {
    const name = button.dataset['deed'] ?? ''
    const isOn = (TEXT_DEEDS[name] ?? others[name])?.isOn
    if (!isOn || !button.hasAttribute('aria-pressed')) continue
    const pressed = String(isOn(state))
    if (button.getAttribute('aria-pressed') !== pressed)
      button.setAttribute('aria-pressed', pressed)
  }
}

// One stop for Tab; the arrows go from button to button, and Escape back to the text.
function rove(row: HTMLButtonElement[], view: EditorView): void {
  const mark = (current: HTMLButtonElement) => {
    for (const button of row) button.tabIndex = button === current ? 0 : -1
  }
  if (row[0]) mark(row[0])
  for (const button of row) {
    button.addEventListener('focus', () => mark(button))
    button.addEventListener('keydown', event => {
      if (event.key === 'Escape') view.focus()
      else if (!walk(row.filter(isShown), event)) return
      event.preventDefault()
    })
  }
}

function walk(row: HTMLButtonElement[], { key }: KeyboardEvent): boolean {
  const [first, last] = [row[0], row.at(-1)]
  const step = first ? stepOf(key, first) : 0
  if (key === 'Home') first?.focus()
  else if (key === 'End') last?.focus()
  else if (step !== 0) moveFocus(row, step)
  else return false
  return true
}

const isShown = (element: HTMLElement): boolean => element.offsetParent !== null

function stepOf(key: string, element: HTMLElement): -1 | 0 | 1 {
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return 0
  const isForward = (key === 'ArrowRight') === (getComputedStyle(element).direction === 'ltr')
  return isForward ? 1 : -1
}
