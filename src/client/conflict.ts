import { isForTyping, moveFocus, stepOf } from './keys.ts'
import { announce } from './words.ts'

/** The page of a conflict by keyboard: J, K and the arrows lead from place to place, 1 to 4 decide, Escape leaves a text. */
export function enhanceConflict(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-conflict]')
  if (!form) return
  const places = [...form.querySelectorAll<HTMLElement>('[data-clash]')]
  form.addEventListener('change', fillField)
  form.addEventListener('input', choosesHand)
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') leaveText(event)
    else if (!isForTyping(event) && handleKey(places, event)) event.preventDefault()
  })
  places[0]?.focus({ preventScroll: true })
}

function handleKey(places: HTMLElement[], event: KeyboardEvent): boolean {
  const isOnRadio = event.target instanceof HTMLInputElement
  // The arrows choose among the answers of one question, as everywhere.
  const step = isOnRadio && event.key.startsWith('Arrow') ? 0 : stepOf(event)
  if (step !== 0) return moveBetween(places, step)
  return /^[1-4]$/.test(event.key) && decide(places, Number(event.key) - 1)
}

function moveBetween(places: HTMLElement[], step: -1 | 1): boolean {
  if (places.length === 0) return false
  const here = placeOf(document.activeElement)
  here?.focus()
  moveFocus(places, step)
  return true
}

function decide(places: HTMLElement[], answer: number): boolean {
  const place = placeOf(document.activeElement)
  const choice = place?.querySelectorAll<HTMLInputElement>('input[type="radio"]')[answer]
  if (!place || !choice) return false
  choice.checked = true
  choice.dispatchEvent(new Event('change', { bubbles: true }))
  for (const label of choice.labels ?? []) announce(label.innerText)
  place.focus()
  if (choice.value === 'hand') place.querySelector('textarea')?.focus()
  else moveFocus(places, 1)
  return true
}

const placeOf = (element: Element | null): HTMLElement | null =>
  element?.closest<HTMLElement>('[data-clash]') ?? null

// A field shows at once what was chosen for it, and can be changed on.
function fillField({ target }: Event): void {
  if (!(target instanceof HTMLInputElement)) return
  const { fill } = target.dataset
  const field = placeOf(target)?.querySelector<HTMLInputElement | HTMLTextAreaElement>(
    'input:not([type="radio"]), textarea',
  )
  if (fill === undefined || !field) return
  field.value = fill
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

function choosesHand({ target }: Event): void {
  if (!(target instanceof HTMLTextAreaElement)) return
  const hand = placeOf(target)?.querySelector<HTMLInputElement>('input[value="hand"]')
  if (hand) hand.checked = true
}

function leaveText({ target }: KeyboardEvent): void {
  if (target instanceof HTMLTextAreaElement) placeOf(target)?.focus()
}
