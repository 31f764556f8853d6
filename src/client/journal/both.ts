import { say } from '../words.ts'
import { drawDifference } from './difference.ts'
import { fillFields, readFields, readHidden, setHidden, type Fields } from './fields.ts'
import { adopt, noteTyping, resume, saveOver, type Journal } from './journal.ts'
import { fetchBoth, type ServerCopy } from './server.ts'
import { showToast } from './toast.ts'

type Deed = { word: string; isPrimary?: boolean; run: () => void }

type Question = { title: string; lead: string; other: Fields; deeds: Deed[] }

/** Shows both texts, this window's and the one that was saved elsewhere, and lets a person choose. */
export async function showBoth(journal: Journal): Promise<void> {
  if (journal.newer) {
    await ask(journal, aboutNewer(journal, journal.newer))
    return
  }
  const both = await fetchBoth(journal.url)
  if (both) await ask(journal, aboutOvertaken(journal, both.stored))
}

/** Opens the dialog of two texts with what may be done about them. */
export async function ask(
  journal: Journal,
  { title, lead, other, deeds }: Question,
): Promise<void> {
  const dialog = document.querySelector<HTMLDialogElement>('[data-both]')
  if (!dialog) return
  const find = (part: string) => dialog.querySelector<HTMLElement>(`[data-both-${part}]`)
  find('title')?.replaceChildren(title)
  find('lead')?.replaceChildren(lead)
  find('deeds')?.replaceChildren(...deeds.map(deed => drawDeed(dialog, deed)))
  const parts = await drawDifference(journal.form, readFields(journal.form), other)
  find('fields')?.replaceChildren(...parts)
  if (!dialog.open) dialog.showModal()
  find('title')?.focus()
  showFirstChange(dialog)
}

const showFirstChange = (dialog: HTMLElement): void =>
  dialog.querySelector('ins, del')?.scrollIntoView({ block: 'nearest' })

/** Puts another text into the form; the one that was there comes back with one press. */
export function takeOther(
  journal: Journal,
  { fields, version }: { fields: Fields; version: string | number },
): void {
  const { form } = journal
  const before = { fields: readFields(form), version: readHidden(form, 'version') }
  fillFields(form, fields)
  setHidden(form, 'version', version)
  showToast(say('otherTaken'), () => {
    fillFields(form, before.fields)
    setHidden(form, 'version', before.version)
    noteTyping(journal)
  })
}

function aboutNewer(journal: Journal, newer: ServerCopy): Question {
  return {
    title: say('newerTitle'),
    lead: say(newer.state > 0 ? 'newerLead' : 'droppedLead', { date: newer.date }),
    other: newer.fields,
    deeds: [
      { word: say('keepMine'), isPrimary: true, run: () => void saveOver(journal, newer) },
      {
        word: say('takeOther'),
        run: () => {
          takeOther(journal, newer)
          adopt(journal, newer)
        },
      },
      { word: say('decideLater'), run: () => undefined },
    ],
  }
}

// Nothing has to be decided here: a stale Update is merged, and shown before it is saved.
function aboutOvertaken(journal: Journal, stored: ServerCopy): Question {
  return {
    title: say('overtakenTitle'),
    lead: `${journal.overtaken} ${say('overtakenLead')}`,
    other: stored.fields,
    deeds: [
      { word: say('goOn'), isPrimary: true, run: () => undefined },
      {
        word: say('takeOther'),
        run: () => {
          takeOther(journal, stored)
          journal.overtaken = ''
          resume(journal)
          noteTyping(journal)
        },
      },
    ],
  }
}

function drawDeed(dialog: HTMLDialogElement, { word, isPrimary, run }: Deed): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = isPrimary ? 'button is-primary' : 'button'
  button.textContent = word
  button.addEventListener('click', () => {
    dialog.close()
    run()
  })
  return button
}
