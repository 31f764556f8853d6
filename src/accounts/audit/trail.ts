import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../../context.ts'
import { loggedPath } from '../../http/request-log.ts'
import { addLines, type Line } from './lines.ts'

const MAX_CHARS = 300
const MAX_WAITING = 10_000

// What happens by itself while somebody writes, and what changes nothing.
const UNSAID = /\/(?:draft|presence|preview|parse|changes|suggest-tags)$/

/**
 * Writes down each request that changed something, and each that was refused for who sent it: who,
 * what, when, from where. Lines are written together, after the answer, in the order of the answers.
 */
export function keepAudit({ background, db, now }: Context): RequestHandler {
  let waiting: Line[] = []
  let isAsked = false
  // A line leaves the list only when it stands in the database, which may be away for a while.
  const write = async () => {
    try {
      while (waiting.length > 0) {
        const lines = [...waiting]
        await db.record(tx => addLines(tx, lines))
        waiting = waiting.slice(lines.length)
      }
    } finally {
      isAsked = false
    }
  }
  return (req, res, next) => {
    res.on('finish', () => {
      if (!isSaid(req, res) || waiting.length >= MAX_WAITING) return
      waiting.push(lineOf(req, res, now()))
      if (isAsked) return
      isAsked = true
      background.add(write)
    })
    next()
  }
}

/** Says in the line of this request whom it was about, as an address alone would not. */
export function noteInTrail(res: Response, about: string): void {
  res.locals['inTrail'] = about
}

function isSaid(req: Request, res: Response): boolean {
  if (['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(req.method)) return false
  if (UNSAID.test(req.path)) return false
  return res.statusCode < 400 || isRefusal(res.statusCode) || req.path.startsWith('/login')
}

const isRefusal = (status: number): boolean => [401, 403, 429].includes(status)

function lineOf(req: Request, res: Response, at: Date): Line {
  const refused = res.statusCode < 400 ? '' : `refused (${res.statusCode}) `
  return {
    ...{ at, ...actorOf(req, res) },
    action: `${refused}${req.method} ${routeOf(req)}`.slice(0, MAX_CHARS),
    subject: subjectOf(req, res).slice(0, MAX_CHARS),
    address: req.ip ?? '',
  }
}

function subjectOf(req: Request, res: Response): string {
  const about: unknown = res.locals['inTrail']
  return typeof about === 'string' ? `${loggedPath(req)} · ${about}` : loggedPath(req)
}

// Who has just signed in is known to the session only.
function actorOf(req: Request, res: Response): Pick<Line, 'actorId' | 'actorName'> {
  const { user, holder } = res.locals as Partial<Express.Locals>
  const person = user ?? holder?.person
  if (person) return { actorId: person.id, actorName: person.username }
  const { session } = req as Partial<Request>
  return { actorId: session?.userId ?? null, actorName: '' }
}

function routeOf(req: Request): string {
  const { path } = (req.route as { path?: unknown } | undefined) ?? {}
  return typeof path === 'string' ? path : loggedPath(req)
}
