import { say } from '../words.ts'
import type { Journal } from './journal.ts'

/** Shows in words, at all times, where what was typed is. */
export function showSavingState(journal: Journal): void {
  const place = journal.form.querySelector<HTMLElement>('[data-saving]')
  if (!place) return
  const state = stateOf(journal)
  const words = wordsOf(journal, state)
  write(place, '[data-saving-words]', words)
  place.dataset['saving'] = state
  // Heard are the states that last: each pause in typing would be too many.
  if (state !== 'saving') write(place, '[data-saving-said]', words)
  show(place, '[data-see-both]', state === 'newer' || state === 'overtaken')
  show(place, '[data-sign-in-again]', state === 'signed-out' || state === 'other-person')
}

type State = NonNullable<Journal['trouble']> | 'fresh' | 'saving' | 'overtaken' | 'saved'

function stateOf({ trouble, isDirty, overtaken, place, sequence }: Journal): State {
  if (trouble) return trouble
  if (overtaken) return 'overtaken'
  if (isDirty) return 'saving'
  return place.startsWith('new:') && sequence === 0 ? 'fresh' : 'saved'
}

const WORDS: Record<State, string> = {
  fresh: 'savedAsTyped',
  saving: 'saving',
  saved: 'saved',
  overtaken: 'someoneElseSaved',
  newer: 'newerElsewhere',
  offline: 'offline',
  failing: 'failing',
  'signed-out': 'signedOut',
  'other-person': 'otherPerson',
  gone: 'gone',
  refused: 'refused',
}

// Where the browser keeps nothing either, that must be said.
function wordsOf({ isDirty, isLocal, message }: Journal, state: State): string {
  const isKeptHere = ['offline', 'failing', 'signed-out', 'other-person', 'gone'].includes(state)
  if (isKeptHere && isDirty && !isLocal) return say('nowhere')
  return say(WORDS[state], { message })
}

function write(place: Element, selector: string, words: string): void {
  const element = place.querySelector(selector)
  if (element && element.textContent !== words) element.textContent = words
}

function show(place: Element, selector: string, isShown: boolean): void {
  const element = place.querySelector<HTMLElement>(selector)
  if (element) element.hidden = !isShown
}
