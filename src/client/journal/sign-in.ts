import { say } from '../words.ts'
import { readHidden } from './fields.ts'
import { resume, saveNow, type Journal } from './journal.ts'
import { signInAgain } from './server.ts'

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
    dialog.querySelector<HTMLElement>('[name="password"]')?.focus()
  } else if (!dialog.open) {
    // `show()` would take the focus out of the sentence.
    dialog.setAttribute('open', '')
  }
}

async function signIn(journal: Journal, form: HTMLFormElement): Promise<boolean> {
  const fields = new URLSearchParams()
  for (const name of ['email', 'password']) fields.set(name, readHidden(form, name))
  fields.set('person', journal.person)
  const fault = await signInAgain(fields)
  const place = form.querySelector('[data-sign-in-error]')
  const password = form.querySelector<HTMLInputElement>('[name="password"]')
  if (password) password.value = ''
  place?.replaceChildren(fault === null ? '' : fault || say('offlineSignIn'))
  if (fault !== null) password?.focus()
  return fault === null
}

async function drain(journal: Journal): Promise<void> {
  resume(journal)
  await saveNow(journal)
}
