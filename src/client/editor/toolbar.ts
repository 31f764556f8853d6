import type { EditorState } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { moveFocus } from '../keys.ts'
import { TEXT_DEEDS, type Deed } from './commands.ts'
import { ariaKeys, isMac, nameKeys } from './shortcut-words.ts'
import { isInTable } from './tables.ts'

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
      const shown = row.filter(each => each.offsetParent !== null)
      if (event.key === 'Escape') view.focus()
      else if (event.key === 'Home') shown[0]?.focus()
      else if (event.key === 'End') shown.at(-1)?.focus()
      else if (stepOf(event.key, button) === 0) return
      else moveFocus(shown, stepOf(event.key, button) as 1 | -1)
      event.preventDefault()
    })
  }
}

function stepOf(key: string, element: HTMLElement): -1 | 0 | 1 {
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return 0
  const isForward = (key === 'ArrowRight') === (getComputedStyle(element).direction === 'ltr')
  return isForward ? 1 : -1
}

function openMenu(menu: HTMLElement, opener: HTMLElement | undefined, view: EditorView): void {
  const listItems = () =>
    [...menu.querySelectorAll<HTMLButtonElement>('button')].filter(
      each => each.offsetParent !== null,
    )
  menu.addEventListener('beforetoggle', event => {
    if ((event as ToggleEvent).newState !== 'open') return
    for (const group of menu.querySelectorAll<HTMLElement>('[data-in-table]')) {
      group.hidden = !isInTable(view.state)
    }
  })
  menu.addEventListener('toggle', event => {
    const isOpen = (event as ToggleEvent).newState === 'open'
    opener?.setAttribute('aria-expanded', String(isOpen))
    if (!isOpen) return
    placeMenu(menu, opener)
    listItems()[0]?.focus()
  })
  menu.addEventListener('keydown', event => {
    const items = listItems()
    if (event.key === 'ArrowDown') moveFocus(items, 1)
    else if (event.key === 'ArrowUp') moveFocus(items, -1)
    else if (event.key === 'Home') items[0]?.focus()
    else if (event.key === 'End') items.at(-1)?.focus()
    else if (event.key === 'Tab') menu.hidePopover()
    else return
    if (event.key !== 'Tab') event.preventDefault()
  })
}

// Below its button, or above where the toolbar is at the foot of a phone.
function placeMenu(menu: HTMLElement, opener: HTMLElement | undefined): void {
  if (!opener) return
  const button = opener.getBoundingClientRect()
  const isLow = button.top > window.innerHeight / 2
  const space = isLow ? button.top : window.innerHeight - button.bottom
  menu.style.maxHeight = `${Math.round(space - 16)}px`
  menu.style.top = isLow ? 'auto' : `${Math.round(button.bottom + 4)}px`
  menu.style.bottom = isLow ? `${Math.round(window.innerHeight - button.top + 4)}px` : 'auto'
  menu.style.left = `${Math.round(Math.max(8, Math.min(button.right - menu.offsetWidth, window.innerWidth - menu.offsetWidth - 8)))}px`
}
