import { say } from '../words.ts'
import { showBoth } from './both.ts'
import { isSettled, keepLocally, saveNow, saveWhileLeaving, type Journal } from './journal.ts'
import { isSignedOut } from './presence.ts'
import type { Answer } from './server.ts'
import type { SignIn } from './sign-in.ts'
import { deliverLocal } from './sign-out.ts'
import { hideToast, showToast } from './toast.ts'

/** Whatever form leaves the page, what was typed is on the server first. */
export function saveBeforeLeaving(journal: Journal, signIn: SignIn): void {
  let isPassing = false
  let isUnderWay = false
  document.addEventListener('submit', intercept, { capture: true })
  window.addEventListener('pageshow', () => (journal.isClosed = false))
  window.addEventListener('beforeunload', event => {
    if (!journal.isClosed && !keepLocally(journal)) event.preventDefault()
  })
  window.addEventListener('pagehide', () => saveWhileLeaving(journal))

  function intercept(event: SubmitEvent): void {
    const { target: form, submitter } = event
    if (!(form instanceof HTMLFormElement) || !leavesPage(form, submitter)) return
    if (isPassing) {
      isPassing = false
      return
    }
    event.preventDefault()
    event.stopImmediatePropagation()
    if (isUnderWay) return
    isUnderWay = true
    void prepare(form, submitter).finally(() => (isUnderWay = false))
  }

  async function prepare(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    hideToast()
    const goOn = () => void prepare(form, submitter)
    const answer = isSettled(journal) ? await ask(journal) : await saveNow(journal)
    if (answer && mayNotLeave(journal, { answer, goOn, signIn })) return
    if (form.action.endsWith('/logout')) await deliverLocal(journal.person)
    // While the first submit is still being told to its listeners, the browser ignores a second one.
    await new Promise(resolve => setTimeout(resolve))
    isPassing = true
    journal.isClosed = true
    form.requestSubmit(submitter)
  }
}

const ask = async (journal: Journal): Promise<Pick<Answer, 'kind'> | null> =>
  (await isSignedOut(journal)) ? { kind: 'signed-out' } : null

// A mistake is best explained by the page that comes of it; a post that is gone, too.
function mayNotLeave(
  journal: Journal,
  { answer, goOn, signIn }: { answer: Pick<Answer, 'kind'>; goOn: () => void; signIn: SignIn },
): boolean {
  const { kind } = answer
  if (kind === 'signed-out' || kind === 'other-person') signIn.open(goOn)
  else if (kind === 'newer') void showBoth(journal)
  else if (kind === 'offline' || kind === 'failing') showToast(say('notSent'))
  else return false
  return true
}

function leavesPage(form: HTMLFormElement, submitter: HTMLElement | null): boolean {
  const opensTab = (submitter?.getAttribute('formtarget') ?? form.target) === '_blank'
  return !opensTab && form.method === 'post' && !form.closest('dialog')
}
