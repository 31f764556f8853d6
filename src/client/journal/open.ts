import { showBoth } from './both.ts'
import {
  createJournal,
  isStanding,
  noteTyping,
  saveNow,
  saveWhileLeaving,
  settle,
  type Journal,
} from './journal.ts'
import { saveBeforeLeaving } from './leaving.ts'
import { answerForLife, offerLocal } from './offers.ts'
import { showPresence, tellAndShowPresence } from './presence.ts'
import { showSavingState } from './saving-state.ts'
import type { Answer } from './server.ts'
import { prepareSignIn, type SignIn } from './sign-in.ts'
import { hideToast } from './toast.ts'

/** Keeps what is typed into the form of a post, and says at all times where it is. */
export function openJournal(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-journal]')
  if (!form) return
  const journal = createJournal(form)
  const signIn = prepareSignIn(journal)
  journal.changed = sayChanges(journal, signIn)
  journal.kept = answer => {
    signIn.close()
    hideToast()
    showKept(journal, answer)
  }
  listenToTyping(journal)
  saveBeforeLeaving(journal, signIn)
  listenToButtons(journal, signIn)
  tellAndShowPresence(journal)
  answerForLife(journal)
  void offerLocal(journal)
  // What was refused, or typed before the script came, is nowhere yet.
  if (form.dataset['unsavedForm'] !== undefined) journal.saved = null
  settle(journal)
  if (journal.isDirty) noteTyping(journal)
  else journal.changed()
}

function sayChanges(journal: Journal, signIn: SignIn): () => void {
  let before: Journal['trouble'] = null
  return () => {
    showSavingState(journal)
    const { trouble } = journal
    const isNew = trouble !== before
    before = trouble
    if (isNew && (trouble === 'signed-out' || trouble === 'other-person')) signIn.open()
  }
}

function listenToTyping(journal: Journal): void {
  const { form } = journal
  const typed = () => noteTyping(journal)
  const saveSoon = () => {
    if (!isStanding(journal)) void saveNow(journal)
  }
  form.addEventListener('input', typed)
  form.addEventListener('change', typed)
  form.addEventListener('focusout', saveSoon)
  window.addEventListener('online', saveSoon)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') saveWhileLeaving(journal)
    else if (journal.trouble === 'signed-out') void saveNow(journal)
    else saveSoon()
  })
}

function listenToButtons(journal: Journal, signIn: SignIn): void {
  const { form } = journal
  const listen = (selector: string, run: () => void) =>
    form.querySelector(selector)?.addEventListener('click', run)
  listen('[data-see-both]', () => void showBoth(journal))
  listen('[data-sign-in-again]', () => signIn.open(() => undefined))
}

function showKept(journal: Journal, answer: Extract<Answer, { kind: 'kept' }>): void {
  const { form, place } = journal
  const note = form.querySelector<HTMLElement>('[data-copy]')
  if (note) sayKept(note, answer.note)
  showPresence(journal, answer)
  const [kind = '', name = ''] = place.split(':')
  const address = kind === 'new' ? `/admin/posts/new?writing=${name}` : `/admin/posts/${name}/edit`
  // Loading the page again, or opening it after a crash, leads back to this writing.
  if (location.pathname + location.search !== address) history.replaceState(null, '', address)
}

// While one types what nobody reads yet, “Saved” says enough, and nothing moves below the hands.
function sayKept(note: HTMLElement, text: string): void {
  const isQuiet = note.dataset['copy'] === 'quiet' && note.hidden
  if (!isQuiet) note.hidden = text === ''
  note.querySelector('[data-copy-note]')?.replaceChildren(text)
}
