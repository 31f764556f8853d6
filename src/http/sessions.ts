import type { Request, RequestHandler, Response } from 'express'
import session, { Store, type SessionData } from 'express-session'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { hashSecret, makeSecret } from './secret.ts'

/** A session ends so long after the sign-in, however busy it was. */
export const SESSION_DAYS = 30
/** And so long after it was last used. */
const IDLE_DAYS = 7
const DAY_MS = 86_400_000
const TOUCH_EVERY_MS = 10 * 60_000
const MAX_AGENT_CHARS = 300

/** Sessions in the database, for people who sign in; a reader gets no cookie. */
export function openSessions(context: Context): RequestHandler {
  const { config, log } = context
  const cookie = sessionCookie(config)
  const open = session({
    name: cookie.name,
    secret: config.sessionSecret,
    genid: () => makeSecret().secret,
    resave: false,
    saveUninitialized: false,
    store: new DatabaseStore(context),
    cookie: { ...cookie.options, maxAge: SESSION_DAYS * DAY_MS },
  })
  return (req, res, next) => {
    let isPassed = false
    open(req, res, (error?: unknown) => {
      // What was to be noted of the session once the answer was made cuts no answer: where nothing
      // can be written, people go on reading.
      if (isPassed) log.warn({ err: error }, 'a session was not stored')
      else next(error)
      isPassed = true
    })
  }
}

/** The cookie's name and flags; a browser lets `__Host-` be set, and cleared, with all of them only. */
export function sessionCookie({ secure }: Pick<Config, 'secure'>): {
  name: string
  options: { httpOnly: true; sameSite: 'lax'; secure: boolean; path: '/' }
} {
  return {
    name: secure ? '__Host-blext' : 'blext',
    // No tokens against forged requests are needed as long as `lax` stays: see same-origin.ts.
    options: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
  }
}

/**
 * Signs somebody in: with a new session id, so that one that was planted before is worth nothing
 * after, and stored before anything is said. Throws what the database refuses with.
 */
export async function startSession(req: Request, userId: number, now: Date): Promise<void> {
  await promised(done => req.session.regenerate(done))
  req.session.userId = userId
  req.session.signedInAt = now.getTime()
  req.session.agent = (req.get('user-agent') ?? '').slice(0, MAX_AGENT_CHARS)
  req.session.address = req.ip ?? ''
  await promised(done => req.session.save(done))
}

const promised = (work: (done: (error?: Error) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    work(error => (error ? reject(error) : resolve()))
  })

/** Ends the session of this request and takes its cookie back. */
export async function endSession(
  req: Request,
  res: Response,
  config: Pick<Config, 'secure'>,
): Promise<void> {
  await promised(done => req.session.destroy(done))
  const { name, options } = sessionCookie(config)
  res.clearCookie(name, options)
}

/** Ends all sessions of a person, but for the one with the id `except`. */
export async function endSessions({ db }: Context, userId: number, except?: string): Promise<void> {
  const keep = except === undefined ? '' : hashSecret(except)
  await db.record(tx => tx.session.deleteMany({ where: { userId, id: { not: keep } } }))
}

export type ListedSession = {
  /** Names it in an address; opens nothing. */
  id: string
  isThis: boolean
  signedInAt: Date
  /** To the nearest ten minutes. */
  seenAt: Date
  agent: string
  address: string
}

/** The sessions of a person, the one last seen first; `current` is the id of this request's. */
export async function listSessions(
  { db, now }: Context,
  userId: number,
  current: string,
): Promise<ListedSession[]> {
  const rows = await db.read.session.findMany({
    where: { userId, expiresAt: { gt: now() } },
    orderBy: { expiresAt: 'desc' },
  })
  return rows.map(row => {
    const { agent = '', address = '', signedInAt } = JSON.parse(row.data) as Partial<SessionData>
    return {
      ...{ id: row.id, isThis: row.id === hashSecret(current), agent, address },
      signedInAt: new Date(signedInAt ?? row.createdAt),
      seenAt: new Date(row.expiresAt.getTime() - IDLE_DAYS * DAY_MS),
    }
  })
}

/** Ends one session of a person by the id of the list. */
export async function endListedSession({ db }: Context, userId: number, id: string): Promise<void> {
  await db.record(tx => tx.session.deleteMany({ where: { id, userId } }))
}

type Callback<Value = void> = (error?: unknown, value?: Value) => void

class DatabaseStore extends Store {
  readonly #context: Context

  constructor(context: Context) {
    super()
    this.#context = context
  }

  override get(id: string, callback: (error: unknown, value?: SessionData | null) => void): void {
    const find = async () => {
      const row = await this.#context.db.read.session.findUnique({ where: { id: hashSecret(id) } })
      if (!row || row.expiresAt <= this.#context.now()) return null
      return JSON.parse(row.data) as SessionData
    }
    find().then(value => callback(null, value), callback)
  }

  override set(id: string, data: SessionData, callback?: Callback): void {
    const now = this.#context.now()
    const values = {
      userId: (data as Partial<SessionData>).userId ?? null,
      data: JSON.stringify(data),
      expiresAt: this.#expiry(),
    }
    const saved = this.#context.db.record(async tx => {
      const where = { id: hashSecret(id) }
      await tx.session.deleteMany({ where: { expiresAt: { lte: now } } })
      await tx.session.upsert({
        where,
        create: { ...where, ...values, createdAt: now },
        update: values,
      })
    })
    settle(saved, callback)
  }

  override destroy(id: string, callback?: Callback): void {
    settle(
      this.#context.db.record(tx => tx.session.deleteMany({ where: { id: hashSecret(id) } })),
      callback,
    )
  }

  // Called with each request; the database hears of it once in ten minutes.
  override touch(id: string, _data: SessionData, callback?: () => void): void {
    const due = new Date(this.#expiry().getTime() - TOUCH_EVERY_MS)
    const where = { id: hashSecret(id), expiresAt: { lt: due } }
    const touch = async () => {
      if ((await this.#context.db.read.session.count({ where })) === 0) return
      await this.#context.db.record(tx =>
        tx.session.updateMany({ where, data: { expiresAt: this.#expiry() } }),
      )
    }
    settle(touch(), callback)
  }

  #expiry(): Date {
    return new Date(this.#context.now().getTime() + IDLE_DAYS * DAY_MS)
  }
}

function settle(promise: Promise<unknown>, callback?: Callback): void {
  promise.then(
    () => callback?.(),
    (error: unknown) => callback?.(error),
  )
}
