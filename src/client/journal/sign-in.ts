import { say } from '../words.ts'
import { readHidden } from './fields.ts'
import { resume, saveNow, type Journal } from './journal.ts'
import { signInAgain, type SignedIn } from './server.ts'

export type SignIn = {
  /** Opens it; in front of the page where `goOn` says what to do afterwards. */
  open: (goOn?: () => void) => void
  close: () => void
}

/**
 * A small sign-in on the page itself. While somebody types it opens beside the text and leaves the
 * focus where it is; who pressed a button gets it in front, and goes on once signed in.
 */
export function prepareSignIn(journal: Journal): SignIn {
  const dialog = document.querySelector<HTMLDialogElement>('[data-sign-in]')
  const form = dialog?.querySelector('form')
  if (!dialog || !form) return { open: () => undefined, close: () => undefined }
  let next: (() => void) | undefined
  form.addEventListener('submit', event => {
    event.preventDefault()
    void signIn(journal, form).then(isDone => {
      if (!isDone) return
      dialog.close()
      void drain(journal).then(next)
    })
  })
  dialog.querySelector('[data-sign-in-later]')?.addEventListener('click', () => dialog.close())
  return {
    open: goOn => {
      next = goOn
      openDialog(dialog, goOn !== undefined)
    },
    close: () => dialog.close(),
  }
}

function openDialog(dialog: HTMLDialogElement, isInFront: boolean): void {
  if (isInFront) {
    if (dialog.open) dialog.close()
    dialog.showModal()
    dialog.querySelector<HTMLElement>(STEP_FIELD)?.focus()
  } else if (!dialog.open) {
    // `show()` would take the focus out of the sentence.
    dialog.setAttribute('open', '')
  }
}

// The password first; where the account asks for a code, the same dialog asks for it then.
async function signIn(journal: Journal, form: HTMLFormElement): Promise<boolean> {
  const ticket = form.dataset['ticket'] ?? ''
  const outcome =
    ticket === ''
      ? await signInAgain('/login', fieldsOf(journal, form, ['email', 'password']))
      : await signInAgain('/login/code', fieldsOf(journal, form, ['code'], { ticket }))
  const fault = outcome.kind === 'wrong' ? outcome.message || say('offlineSignIn') : ''
  form.querySelector('[data-sign-in-error]')?.replaceChildren(fault)
  showStep(form, ticketAfter(outcome, ticket))
  if (outcome.kind !== 'done') form.querySelector<HTMLElement>(STEP_FIELD)?.focus()
  return outcome.kind === 'done'
}

const STEP_FIELD = '[data-sign-in-step]:not([hidden]) input:is([name="password"], [name="code"])'

function fieldsOf(
  { person }: Journal,
  form: HTMLFormElement,
  names: string[],
  more: Record<string, string> = {},
): URLSearchParams {
  const fields = names.map(name => [name, readHidden(form, name)] as const)
  return new URLSearchParams({ ...Object.fromEntries(fields), ...more, person })
}

// A wrong code may be given again; when it is too late for it, the password is asked for again.
function ticketAfter(outcome: SignedIn, ticket: string): string {
  if (outcome.kind === 'code') return outcome.ticket
  return outcome.kind === 'wrong' && outcome.field !== 'password' ? ticket : ''
}

function showStep(form: HTMLFormElement, ticket: string): void {
  form.dataset['ticket'] = ticket
  const shown = ticket === '' ? 'password' : 'code'
  for (const step of form.querySelectorAll<HTMLElement>('[data-sign-in-step]')) {
    step.hidden = step.dataset['signInStep'] !== shown
  }
  for (const name of ['password', 'code']) {
    const field = form.querySelector<HTMLInputElement>(`input[name="${name}"]`)
    if (field) field.value = ''
  }
}

async function drain(journal: Journal): Promise<void> {
  resume(journal)
  await saveNow(journal)
}
