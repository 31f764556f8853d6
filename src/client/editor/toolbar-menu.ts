import type { EditorView } from '@codemirror/view'
import { moveFocus } from '../keys.ts'
import { isInTable } from './tables.ts'

/** The menu of what is needed less often; in a table it has what tables need. */
export function openMenu(
  menu: HTMLElement,
  opener: HTMLElement | undefined,
  view: EditorView,
): void {
  menu.addEventListener('beforetoggle', () => {
    for (const group of menu.querySelectorAll<HTMLElement>('[data-in-table]')) {
      group.hidden = !isInTable(view.state)
    }
    // The browser gives it the focus in the moment in which the menu opens.
    for (const item of menu.querySelectorAll('button')) item.autofocus = false
    const first = menu.querySelector<HTMLElement>('[role="group"]:not([hidden]) button')
    if (first) first.autofocus = true
  })
  menu.addEventListener('toggle', event => {
    const isOpen = event.newState === 'open'
    opener?.setAttribute('aria-expanded', String(isOpen))
    if (!isOpen) return
    placeMenu(menu, opener)
  })
  menu.addEventListener('keydown', event => {
    if (event.key === 'Tab') menu.hidePopover()
    else if (walk(listItems(menu), event)) event.preventDefault()
  })
}

const listItems = (menu: HTMLElement): HTMLButtonElement[] =>
  [...menu.querySelectorAll('button')].filter(({ offsetParent }) => offsetParent !== null)

function walk(items: HTMLButtonElement[], { key }: KeyboardEvent): boolean {
  if (key === 'ArrowDown') moveFocus(items, 1)
  else if (key === 'ArrowUp') moveFocus(items, -1)
  else if (key === 'Home') items[0]?.focus()
  else if (key === 'End') items.at(-1)?.focus()
  else return false
  return true
}

// Below its button, or above where the toolbar is at the foot of a phone.
function placeMenu(menu: HTMLElement, opener: HTMLElement | undefined): void {
  if (!opener) return
  const { style } = menu
  const button = opener.getBoundingClientRect()
  const isLow = button.top > window.innerHeight / 2
  const space = isLow ? button.top : window.innerHeight - button.bottom
  style.maxHeight = `${Math.round(space - 16)}px`
  style.top = isLow ? 'auto' : `${Math.round(button.bottom + 4)}px`
  style.bottom = isLow ? `${Math.round(window.innerHeight - button.top + 4)}px` : 'auto'
  const most = window.innerWidth - menu.offsetWidth - EDGE
  style.left = `${Math.round(Math.max(EDGE, Math.min(button.right - menu.offsetWidth, most)))}px`
}

const EDGE = 8
