import type { Fields } from './fields.ts'

/** Text that the server has, with the version that it began with. */
export type ServerCopy = { state: number; version: number; fields: Fields; date: string }

export type Presence = { others: string[]; overtaken: string }

export type Answer =
  | ({ kind: 'kept'; state: number; note: string } & Presence)
  | { kind: 'newer'; newer: ServerCopy }
  | { kind: 'refused'; message: string }
  | { kind: 'signed-out' | 'other-person' | 'gone' | 'offline' | 'failing' }

// Beyond this, browsers refuse to send on while a page goes away.
const KEEPALIVE_CHARS = 20_000

/** Where the private copy of a place is kept: of `post:7`, or of `new:` and a writing's name. */
export function addressOf(place: string): string {
  const [kind = '', name = ''] = place.split(':')
  return kind === 'new' ? `/admin/posts/draft?writing=${name}` : `/admin/posts/${name}/draft`
}

/** Sends fields to be kept as the private copy. */
export async function sendCopy(
  url: string,
  sent: Record<string, string | number>,
  { isLeaving = false } = {},
): Promise<Answer> {
  const body = JSON.stringify(sent)
  const keepalive = isLeaving && body.length < KEEPALIVE_CHARS
  const answer = await post(url, { body, keepalive, type: 'application/json' })
  return answer === null ? { kind: 'offline' } : readAnswer(answer)
}

async function readAnswer(answer: Response): Promise<Answer> {
  const told = (await readJson(answer)) as Told
  if (answer.ok) return { ...NOTHING, ...told, kind: 'kept' }
  if (told.newer) return { kind: 'newer', newer: told.newer }
  if (answer.status === 422) return { kind: 'refused', message: firstOf(told.errors) }
  return { kind: kindOf(answer.status) }
}

/** Tells the server that this post is open here, and hears who else has it open. */
export async function tellPresence(
  url: string,
  version: string,
): Promise<(Presence & { state: number; writer: string }) | 'signed-out' | null> {
  const body = JSON.stringify({ version })
  const answer = await post(url, { body, keepalive: false, type: 'application/json' })
  if (answer?.status === 401) return 'signed-out'
  if (!answer?.ok) return null
  return (await readJson(answer)) as Presence & { state: number; writer: string }
}

/** What is stored now, and the private copy beside it; null when the server cannot be asked. */
export async function fetchBoth(
  url: string,
): Promise<{ stored: ServerCopy; copy: ServerCopy | null } | null> {
  try {
    const answer = await fetch(url, { headers: { accept: 'application/json' } })
    if (!answer.ok) return null
    return (await answer.json()) as { stored: ServerCopy; copy: ServerCopy | null }
  } catch {
    return null
  }
}

/** What came of a sign-in: done, a code is asked for, or what is wrong ('' = the server cannot be reached). */
export type SignedIn =
  | { kind: 'done' }
  | { kind: 'code'; ticket: string }
  | { kind: 'wrong'; message: string; field: string }

/** Signs in from the page that is open, in one step, or in two where the account asks for a code. */
export async function signInAgain(path: string, fields: URLSearchParams): Promise<SignedIn> {
  const type = 'application/x-www-form-urlencoded'
  const answer = await post(path, { body: fields.toString(), keepalive: false, type })
  if (answer === null) return { kind: 'wrong', message: '', field: '' }
  const { ticket, errors } = (await readJson(answer)) as Told
  if (!answer.ok) {
    return { kind: 'wrong', message: firstOf(errors), field: Object.keys(errors ?? {})[0] ?? '' }
  }
  return ticket === undefined ? { kind: 'done' } : { kind: 'code', ticket }
}

type Told = { newer?: ServerCopy; errors?: Record<string, string>; ticket?: string }

const firstOf = (errors: Told['errors']): string => Object.values(errors ?? {})[0] ?? ''

const NOTHING = { state: 0, note: '', others: [], overtaken: '' }

async function post(
  url: string,
  { body, keepalive, type }: { body: string; keepalive: boolean; type: string },
): Promise<Response | null> {
  try {
    const headers = { accept: 'application/json', 'content-type': type }
    return await fetch(url, { method: 'POST', headers, body, keepalive })
  } catch {
    return null
  }
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json()
  } catch {
    return {}
  }
}

function kindOf(status: number): 'signed-out' | 'other-person' | 'gone' | 'failing' {
  if (status === 401) return 'signed-out'
  if (status === 403) return 'other-person'
  return status === 404 ? 'gone' : 'failing'
}
