/** True when a key press is for what is being typed, or for the browser. */
export function isForTyping(event: KeyboardEvent): boolean {
  const { target } = event
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio'].includes(target.type)
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Which way a key leads in a list: J and the arrow down to the next, K and the arrow up back; else 0. */
export function stepOf({ key }: KeyboardEvent): -1 | 0 | 1 {
  if (key === 'j' || key === 'J' || key === 'ArrowDown') return 1
  return key === 'k' || key === 'K' || key === 'ArrowUp' ? -1 : 0
}

/** Moves the focus to the next or the previous of some elements; gives where it is then. */
export function moveFocus(elements: HTMLElement[], step: -1 | 1): number {
  const at = elements.findIndex(element => element === document.activeElement)
  const to = at === -1 ? 0 : Math.min(elements.length - 1, Math.max(0, at + step))
  const element = elements[to]
  element?.focus()
  element?.scrollIntoView({ block: 'nearest' })
  return to
}
