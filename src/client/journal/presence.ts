import { readHidden } from './fields.ts'
import { raise, type Journal } from './journal.ts'
import { fetchBoth, tellPresence, type Presence, type ServerCopy } from './server.ts'

const EVERY_MS = 30_000

/** Says at intervals, while the page is seen, that this post is open here, and shows who else has it open. */
export function tellAndShowPresence(journal: Journal): void {
  const url = journal.form.dataset['presence'] ?? ''
  if (url === '') return
  const tell = () => {
    if (document.visibilityState === 'visible') void tellOnce(journal, url)
  }
  tell()
  window.setInterval(tell, EVERY_MS)
  document.addEventListener('visibilitychange', tell)
  window.addEventListener('pageshow', event => {
    if (event.persisted) tell()
  })
  window.addEventListener('pagehide', () => {
    navigator.sendBeacon(url, new URLSearchParams({ leave: '1' }))
  })
}

/** Whether this person is still signed in, as far as the server can be asked. */
export async function isSignedOut(journal: Journal): Promise<boolean> {
  const url = journal.form.dataset['presence'] ?? ''
  const version = readHidden(journal.form, 'version')
  return url !== '' && (await tellPresence(url, version)) === 'signed-out'
}

/** Shows who else has the post open, and whether somebody saved it meanwhile. */
export function showPresence(journal: Journal, { others, overtaken }: Presence): void {
  const { form } = journal
  const place = form.querySelector('[data-others]')
  const shown = [...(place?.children ?? [])].map(line => line.textContent)
  if (shown.join('\n') !== others.join('\n')) {
    place?.replaceChildren(
      ...others.map(sentence => {
        const line = document.createElement('p')
        line.textContent = sentence
        return line
      }),
    )
  }
  const note = form.querySelector<HTMLElement>('[data-overtaken]')
  if (note) note.hidden = overtaken === ''
  if (note && note.textContent !== overtaken) note.textContent = overtaken
  journal.overtaken = overtaken
  journal.changed()
}

async function tellOnce(journal: Journal, url: string): Promise<void> {
  const told = await tellPresence(url, readHidden(journal.form, 'version'))
  if (told === null || told === 'signed-out') return
  showPresence(journal, told)
  if (!isOfOther(journal, told) || journal.running || journal.trouble) return
  const both = await fetchBoth(journal.url)
  if (both?.copy) raiseNewer(journal, told, both.copy)
}

// Meanwhile this window may have read it by itself, as after a reload right after the last key.
function raiseNewer(journal: Journal, told: Told, copy: ServerCopy): void {
  if (isOfOther(journal, told)) raise(journal, 'newer', copy)
}

type Told = { state: number; writer: string }

const isOfOther = ({ form, writer }: Journal, told: Told): boolean =>
  told.writer !== writer && told.state > Number(readHidden(form, 'state'))
