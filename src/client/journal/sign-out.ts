import { isSame } from './fields.ts'
import { randomName } from './journal.ts'
import { dropLocal, listLocal, type LocalCopy } from './local.ts'
import { addressOf, sendCopy, type Answer } from './server.ts'

/**
 * Before a person signs out, what this browser keeps for them goes to the server, and then from
 * here. What the server does not take stays, for this person alone.
 */
export async function deliverLocal(person: string): Promise<void> {
  for (const copy of listLocal(person)) {
    const { version, state } = copy
    const known = { person, writer: randomName(), version: version || 0, sequence: 1, state }
    const answer = await sendCopy(addressOf(copy.place), { ...copy.fields, ...known })
    if (isKept(copy, answer)) dropLocal(copy)
  }
}

// The window's last words may have come by themselves, just before it went away.
function isKept({ fields }: LocalCopy, answer: Answer): boolean {
  if (answer.kind === 'newer') return isSame(fields, answer.newer.fields)
  return answer.kind === 'kept'
}

/** Signing out on a page without an editor. */
export function deliverBeforeSignOut(): void {
  const form = document.querySelector<HTMLFormElement>('form[action="/logout"]')
  const person = form?.dataset['person']
  if (!form || person === undefined || document.querySelector('form[data-journal]')) return
  form.addEventListener(
    'submit',
    event => {
      if (listLocal(person).length === 0) return
      event.preventDefault()
      void deliverLocal(person).then(() => form.submit())
    },
    { once: true },
  )
}
