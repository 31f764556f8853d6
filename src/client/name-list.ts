import { isForTyping, moveFocus, stepOf } from './keys.ts'

type Row = { link: HTMLAnchorElement; box: HTMLInputElement }

/** The list of tags or categories by keyboard: find, move, select, merge, rename, delete. */
export function enhanceNameList(): void {
  focusNamedField()
  const filter = document.querySelector<HTMLInputElement>(
    'form[role="search"] input[type="search"]',
  )
  const list = document.querySelector<HTMLElement>('[data-names]')
  const rows = list ? readRows(list) : []
  document.addEventListener('keydown', event => {
    if (isForTyping(event)) {
      if (event.target === filter && event.key === 'ArrowDown') rows[0]?.link.focus()
      return
    }
    if (event.key === '/' && filter) filter.select()
    else if (!handleKey(rows, event)) return
    event.preventDefault()
  })
}

// The address of a page may name the field to start in, as the key R of the list does.
function focusNamedField(): void {
  const field = document.getElementById(location.hash.slice(1))
  if (field instanceof HTMLInputElement && field.type !== 'checkbox') field.select()
}

function readRows(list: HTMLElement): Row[] {
  return [...list.children].flatMap(row => {
    const link = row.querySelector('a')
    const box = row.querySelector<HTMLInputElement>('input.row-check')
    return link && box ? [{ link, box }] : []
  })
}

function handleKey(rows: Row[], event: KeyboardEvent): boolean {
  const step = stepOf(event)
  if (rows.length === 0) return false
  const row = rows.find(
    ({ link, box }) => link === document.activeElement || box === document.activeElement,
  )
  if (step === 0) return perform(rows, row, event.key.toLowerCase())
  // Outside the list the arrows scroll.
  if (!row && event.key.startsWith('Arrow')) return false
  row?.link.focus()
  moveFocus(
    rows.map(({ link }) => link),
    step,
  )
  return true
}

function perform(rows: Row[], row: Row | undefined, key: string): boolean {
  if (key === 'x' && row) row.box.click()
  else if (key === 'r' && row) location.assign(`${row.link.href}#name`)
  else if (key === 'm') reach(rows, row, 'input[name="intoName"]')
  else if (key === 'delete') reach(rows, row, '[data-delete]')
  else return false
  return true
}

// With nothing selected, the deed is for the row where one is.
function reach(rows: Row[], row: Row | undefined, selector: string): void {
  if (!rows.some(({ box }) => box.checked)) row?.box.click()
  const form = rows[0]?.box.form
  if (form && !form.hidden) form.querySelector<HTMLElement>(selector)?.focus()
}
