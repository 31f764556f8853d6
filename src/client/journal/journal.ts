import {
  isSame,
  readFields,
  readFirstFields,
  readHidden,
  setHidden,
  type Fields,
} from './fields.ts'
import { dropLocal, storeLocal, type LocalCopy } from './local.ts'
import { sendCopy, type Answer, type ServerCopy } from './server.ts'

export type Trouble = Exclude<Answer['kind'], 'kept'>

/** The journal of one form: what is typed goes to this browser at once and to the server soon. */
export type Journal = {
  form: HTMLFormElement
  url: string
  place: string
  person: string
  /** This window's own name; each loading of the page has another. */
  writer: string
  sequence: number
  /** What the server has; null = nobody knows, so it is sent in any case. */
  saved: Fields | null
  /** Whether something was typed that the server does not have yet. */
  isDirty: boolean
  /** Whether this browser has what the server lacks. */
  isLocal: boolean
  trouble: Trouble | null
  message: string
  newer: ServerCopy | null
  /** Whether the next save may write over newer text, because a person has seen it. */
  isOver: boolean
  /** Who saved the post meanwhile, in words; '' while nobody did. */
  overtaken: string
  running: Promise<Answer> | null
  /** Closed while the form is on its way: what it sends is saved there. */
  isClosed: boolean
  failures: number
  timers: { local: number; save: number; retry: number; dirtySince: number }
  /** Called whenever something above may have changed. */
  changed: () => void
  /** Called with each answer that keeps what was sent. */
  kept: (answer: Extract<Answer, { kind: 'kept' }>) => void
}

const LOCAL_MS = 250
const PAUSE_MS = 700
const LONGEST_MS = 1_300
const RETRY_MS = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000]
/** Troubles that time may heal. */
const PASSING: Trouble[] = ['offline', 'failing']
/** Troubles that a person has to decide. */
const STANDING: Trouble[] = ['newer', 'signed-out', 'other-person', 'gone']

export function createJournal(form: HTMLFormElement): Journal {
  const nothing = () => undefined
  return {
    form,
    url: form.dataset['journal'] ?? '',
    place: form.dataset['place'] ?? '',
    person: readHidden(form, 'person'),
    writer: randomName(),
    sequence: 0,
    saved: readFirstFields(form),
    isDirty: false,
    isLocal: false,
    trouble: null,
    message: '',
    newer: null,
    isOver: false,
    overtaken: form.querySelector('[data-overtaken]')?.textContent ?? '',
    running: null,
    isClosed: false,
    failures: 0,
    timers: { local: 0, save: 0, retry: 0, dirtySince: 0 },
    changed: nothing,
    kept: nothing,
  }
}

/** Something was typed: it is in this browser after a moment, and on the server soon after. */
export function noteTyping(journal: Journal): void {
  const { timers } = journal
  journal.isClosed = false
  if (!journal.isDirty) timers.dirtySince = performance.now()
  journal.isDirty = true
  if (timers.local === 0) timers.local = window.setTimeout(() => keepLocally(journal), LOCAL_MS)
  if (!isStanding(journal)) scheduleSave(journal)
  journal.changed()
}

/** Puts what is typed into this browser, now. False when it is nowhere but on the screen. */
export function keepLocally(journal: Journal): boolean {
  window.clearTimeout(journal.timers.local)
  journal.timers.local = 0
  if (!journal.isDirty) return true
  journal.isLocal = storeLocal(localCopy(journal))
  return journal.isLocal
}

/** Saves what is typed; at most one save is under way, and what came meanwhile follows it. */
export async function saveNow(journal: Journal): Promise<Answer | null> {
  window.clearTimeout(journal.timers.save)
  if (journal.running) {
    await journal.running
    return saveNow(journal)
  }
  settle(journal)
  if (!journal.isDirty) return null
  const fields = readFields(journal.form)
  journal.running = send(journal, fields)
  journal.changed()
  const answer = await journal.running
  journal.running = null
  take(journal, { answer, fields })
  return answer
}

/** Sends what is typed on while the page goes away; the sequence sorts out what arrives when. */
export function saveWhileLeaving(journal: Journal): void {
  keepLocally(journal)
  if (!journal.isDirty || journal.isClosed || isStanding(journal)) return
  void send(journal, readFields(journal.form), { isLeaving: true })
}

/** The text of this window goes over the newer one, which the server keeps aside. */
export async function saveOver(journal: Journal, seen: ServerCopy): Promise<void> {
  setHidden(journal.form, 'state', seen.state)
  Object.assign(journal, { saved: null, isOver: seen.state > 0 })
  resume(journal)
  await saveNow(journal)
}

/** What the form holds now is what the server has. */
export function adopt(journal: Journal, { state, version, fields }: ServerCopy): void {
  setHidden(journal.form, 'state', state)
  setHidden(journal.form, 'version', version)
  journal.saved = fields
  settle(journal)
  resume(journal)
}

/** Goes on after a trouble was dealt with. */
export function resume(journal: Journal): void {
  Object.assign(journal, { trouble: null, message: '', newer: null, failures: 0 })
  journal.changed()
}

export function raise(journal: Journal, trouble: Trouble, newer: ServerCopy | null = null): void {
  Object.assign(journal, { trouble, newer })
  journal.changed()
}

/** Whether all that is typed is on the server. */
export const isSettled = (journal: Journal): boolean => !journal.isDirty && !journal.running

function scheduleSave(journal: Journal): void {
  const { timers } = journal
  const waited = performance.now() - timers.dirtySince
  const wait = Math.max(0, Math.min(PAUSE_MS, LONGEST_MS - waited))
  window.clearTimeout(timers.save)
  timers.save = window.setTimeout(() => void saveNow(journal), wait)
}

function send(journal: Journal, fields: Fields, { isLeaving = false } = {}): Promise<Answer> {
  const { form, url, person, writer } = journal
  journal.sequence += 1
  const known = {
    ...{ person, writer, sequence: journal.sequence, state: readHidden(form, 'state') },
    ...{ version: readHidden(form, 'version') || 0, writing: readHidden(form, 'writing') },
    ...(journal.isOver ? { over: '1' } : {}),
  }
  return sendCopy(url, { ...fields, ...known }, { isLeaving })
}

function take(journal: Journal, { answer, fields }: { answer: Answer; fields: Fields }): void {
  if (answer.kind === 'kept') takeKept(journal, answer, fields)
  else {
    journal.trouble = answer.kind
    journal.message = answer.kind === 'refused' ? answer.message : ''
    journal.newer = answer.kind === 'newer' ? answer.newer : null
    keepLocally(journal)
    if (PASSING.includes(answer.kind)) retryLater(journal)
  }
  journal.changed()
}

function takeKept(
  journal: Journal,
  answer: Extract<Answer, { kind: 'kept' }>,
  fields: Fields,
): void {
  setHidden(journal.form, 'state', answer.state)
  setHidden(journal.form, 'writer', journal.writer)
  journal.saved = fields
  journal.isOver = false
  Object.assign(journal, { trouble: null, message: '', newer: null, failures: 0 })
  window.clearTimeout(journal.timers.retry)
  settle(journal)
  if (journal.isDirty) {
    journal.timers.dirtySince = performance.now()
    scheduleSave(journal)
  }
  journal.kept(answer)
}

/** Finds out whether the server has what the form holds; what it has needs no second place. */
export function settle(journal: Journal): void {
  const { saved } = journal
  const now = readFields(journal.form)
  journal.isDirty = saved === null || !(isSame(now, saved) && isSame(saved, now))
  if (journal.isDirty) return
  window.clearTimeout(journal.timers.local)
  journal.timers.local = 0
  journal.isLocal = false
  dropLocal(journal)
}

function retryLater(journal: Journal): void {
  const wait = RETRY_MS[Math.min(journal.failures, RETRY_MS.length - 1)]
  journal.failures += 1
  window.clearTimeout(journal.timers.retry)
  journal.timers.retry = window.setTimeout(() => void saveNow(journal), wait)
}

/** Whether saving waits for a person to decide or to sign in. */
export const isStanding = ({ trouble }: Pick<Journal, 'trouble'>): boolean =>
  trouble !== null && STANDING.includes(trouble)

function localCopy({ form, person, place, writer }: Journal): LocalCopy {
  const version = readHidden(form, 'version')
  const state = Number(readHidden(form, 'state'))
  return { person, place, writer, version, state, fields: readFields(form), at: Date.now() }
}

/** A name that nothing else has. */
export function randomName(): string {
  // `crypto.randomUUID` is missing where a home network has no https.
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
