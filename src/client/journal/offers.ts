import { say } from '../words.ts'
import { ask, takeOther } from './both.ts'
import { fillFields, isSame } from './fields.ts'
import { adopt, keepLocally, noteTyping, type Journal } from './journal.ts'
import { dropLocal, listLocal, type LocalCopy } from './local.ts'
import { addressOf, fetchBoth, type ServerCopy } from './server.ts'

const CHANNEL = 'blext:writing'
const ANSWER_MS = 300

/**
 * Offers text that this browser kept and the server lacks, as after a crash without a network. It
 * is never loaded and never dropped by itself; once the server has it, it goes.
 */
export async function offerLocal(journal: Journal): Promise<void> {
  const found = listLocal(journal.person).filter(copy => isMeant(journal, copy))
  const living = found.length > 0 ? await listLiving() : []
  const offered: LocalCopy[] = []
  for (const copy of found) {
    const isOpen = copy.writer === journal.writer || living.includes(copy.writer)
    if (!isOpen && !(await isOnServer(journal, copy))) offered.push(copy)
  }
  offerNext(journal, offered)
}

/** Lets other windows know that this one lives, so that they do not offer what it is typing. */
export function answerForLife({ writer }: Journal): void {
  const channel = openChannel()
  channel?.addEventListener('message', ({ data }) => {
    if (data === 'who?') channel.postMessage(writer)
  })
}

// A new post has no place of its own yet: whatever was never saved may go on in it.
function isMeant({ place }: Journal, copy: LocalCopy): boolean {
  return copy.place === place || (place.startsWith('new:') && copy.place.startsWith('new:'))
}

async function isOnServer(journal: Journal, copy: LocalCopy): Promise<boolean> {
  const both = await fetchBoth(addressOf(copy.place))
  if (!both || !isSame(copy.fields, (both.copy ?? both.stored).fields)) return false
  dropLocal(copy)
  if (both.copy && copy.place === journal.place) readAgain(journal, both.copy)
  return true
}

// The last words before a reload may have reached the server after this page was read.
function readAgain(journal: Journal, kept: ServerCopy): void {
  if (journal.isDirty) return
  fillFields(journal.form, kept.fields)
  adopt(journal, kept)
}

function offerNext(journal: Journal, [copy, ...rest]: LocalCopy[]): void {
  const note = journal.form.querySelector<HTMLElement>('[data-local]')
  const button = note?.querySelector<HTMLButtonElement>('[data-local-show]')
  if (!note || !button) return
  note.hidden = copy === undefined
  if (copy === undefined) return
  note
    .querySelector('[data-local-note]')
    ?.replaceChildren(say('localText', { date: sayTime(copy) }))
  const drop = () => {
    dropLocal(copy)
    offerNext(journal, rest)
  }
  button.onclick = () => void show(journal, copy, drop)
}

function show(journal: Journal, copy: LocalCopy, drop: () => void): Promise<void> {
  const use = () => {
    takeOther(journal, copy)
    noteTyping(journal)
    // This window's own copy stands in for it before it goes.
    if (keepLocally(journal)) drop()
  }
  return ask(journal, {
    title: say('localTitle'),
    lead: say('localLead'),
    other: copy.fields,
    deeds: [
      { word: say('useLocal'), isPrimary: true, run: use },
      { word: say('dropLocal'), run: drop },
      { word: say('decideLater'), run: () => undefined },
    ],
  })
}

function sayTime({ at }: LocalCopy): string {
  return new Intl.DateTimeFormat(document.documentElement.lang, {
    ...{ day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(at)
}

function listLiving(): Promise<string[]> {
  const channel = openChannel()
  const living: string[] = []
  channel?.addEventListener('message', ({ data }) => living.push(String(data)))
  channel?.postMessage('who?')
  return new Promise(resolve => {
    window.setTimeout(() => {
      channel?.close()
      resolve(living)
    }, ANSWER_MS)
  })
}

function openChannel(): BroadcastChannel | null {
  return 'BroadcastChannel' in window ? new BroadcastChannel(CHANNEL) : null
}
