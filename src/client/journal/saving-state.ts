import { say } from '../words.ts'
import type { Journal } from './journal.ts'

/** Shows in words, at all times, where what was typed is. */
export function showSavingState(journal: Journal): void {
  const place = journal.form.querySelector<HTMLElement>('[data-saving]')
  if (!place) return
  const state = stateOf(journal)
  const isOrdinary = [state, place.dataset['saving'] ?? ''].every(name => ORDINARY.includes(name))
  write(place, wordsOf(journal, state), isOrdinary)
  place.dataset['saving'] = state
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

const ORDINARY = ['', 'fresh', 'saving', 'saved']

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

// Read out is what goes wrong and that it is well again; each pause in typing would be too much.
function write(place: Element, words: string, isOrdinary: boolean): void {
  const element = place.querySelector('[data-saving-words]')
  if (!element || element.textContent === words) return
  element.setAttribute('aria-live', isOrdinary ? 'off' : 'polite')
  element.textContent = words
}

function show(place: Element, selector: string, isShown: boolean): void {
  const element = place.querySelector<HTMLElement>(selector)
  if (element) element.hidden = !isShown
}
