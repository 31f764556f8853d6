import { setTimeout as pause } from 'node:timers/promises'

const LIMIT_MS = 60_000

/** What one request came to; status 0: the connection broke. */
export type Answer = {
  status: number
  text: string
  retryAfter: string | null
  ms: number
}

/** As `ask`, and once more where the answer broke off: nobody can hand over what has begun to be sent. */
export async function askAgain(url: string, manner: Manner = {}): Promise<Answer> {
  const answer = await ask(url, manner)
  return answer.status === 0 ? ask(url, manner) : answer
}

type Manner = { cookie?: string; form?: Record<string, string> }

/** Asks as a browser that carries a cookie; throws when no answer comes in a minute. */
export async function ask(url: string, manner: Manner = {}): Promise<Answer> {
  const started = performance.now()
  const { answer, text } = await takeAnswer(url, manner).catch(refuseHanging)
  return {
    status: answer?.status ?? 0,
    text,
    retryAfter: answer?.headers.get('retry-after') ?? null,
    ms: performance.now() - started,
  }
}

async function takeAnswer(url: string, { cookie = '', form }: Manner) {
  const answer = await fetch(url, {
    headers: { Accept: 'text/html', Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' },
    signal: AbortSignal.timeout(LIMIT_MS),
    redirect: 'manual',
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
  return { answer, text: await answer.text() }
}

function refuseHanging(error: unknown): { answer: null; text: string } {
  if (error instanceof Error && error.name === 'TimeoutError') throw error
  return { answer: null, text: '' }
}

/** Signs in through the form and gives the cookie. */
export async function signInAt(url: string, email: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ email, password }),
    redirect: 'manual',
  })
  const [cookie = ''] = answer.headers.getSetCookie()
  if (answer.status !== 303 || cookie === '') throw new Error(`No sign-in: ${answer.status}`)
  return cookie.split(';')[0] ?? ''
}

/** Re-edits one post again and again: each edit's number stands in its title, its text and its tags. */
export type Writer = {
  post: number
  /** The number of the last edit that was sent, and of the last that was answered as saved. */
  sent: number
  saved: number
  answers: Answer[]
}

export const titleOf = (post: number, edit: number): string => `Post ${post}, edit ${edit}`
export const tagsOf = (edit: number): string[] => [0, 1, 2, 3].map(n => `t${edit + n}`)

/** Sends the next edit. What was saved although its answer was lost is found out by the conflict that the next one meets. */
export async function writeOnce(url: string, cookie: string, writer: Writer): Promise<Answer> {
  const edit = writer.saved + 1
  writer.sent = edit
  const answer = await ask(`${url}/admin/posts/${writer.post}`, {
    cookie,
    form: {
      ...{ version: String(edit), title: titleOf(writer.post, edit), status: 'published' },
      ...{ body: `The words of edit ${edit}.`, tags: tagsOf(edit).join(','), category: 'All' },
    },
  })
  if (answer.status === 303 || answer.status === 409) writer.saved = edit
  writer.answers.push(answer)
  return answer
}

/** Does something again and again, with pauses, until it is told to stop; `stop` waits for the last. */
export function keepOn(
  step: () => Promise<unknown>,
  everyMs: number,
): { stop: () => Promise<void> } {
  const told = new AbortController()
  const run = repeat(step, everyMs, told.signal)
  run.catch(() => undefined)
  return {
    stop: () => {
      told.abort()
      return run
    },
  }
}

async function repeat(
  step: () => Promise<unknown>,
  everyMs: number,
  told: AbortSignal,
): Promise<void> {
  while (!told.aborted) {
    await step()
    await pause(everyMs)
  }
}
