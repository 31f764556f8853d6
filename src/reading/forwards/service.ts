import { bumpContentVersion } from '../../db/content-version.ts'
import { sql, type Read, type Tx } from '../../db/doors.ts'
import type { FieldErrors } from '../../http/form.ts'
import { mark } from '../../i18n/translate.ts'
import { cleanOldPath } from '../../text/old-path.ts'

export type Forward = { path: string; target: string }

// What the program itself answers, whatever stands below it.
const OWN =
  /^\/(?:admin|account|api|archive|authors|build|card\.png|categories|css|custom\.css|feed\.(?:xml|json)|forgot-password|healthz|invitations|llms\.txt|login|logout|media|preview|readyz|reset-password|robots\.txt|rss\.xml|search|series|setup|sitemap[\w.-]*|tags|themes)$|^\/(?:admin|account|api|build|css|media|preview|themes)\//

const MAX_HOPS = 50

/** All forwards by their paths. */
export function listForwards(read: Read) {
  return read.forward.findMany({ orderBy: { path: 'asc' } })
}

/** Adds a forward, or changes where its path leads; a message for each field that is wrong. */
export async function saveForward(tx: Tx, forward: Forward, now: Date): Promise<FieldErrors> {
  await bumpContentVersion(tx)
  const errors = await checkForward(tx, forward)
  if (Object.keys(errors).length > 0) return errors
  const { path, target } = forward
  await tx.forward.upsert({
    where: { path },
    create: { path, target, createdAt: now },
    update: { target },
  })
  return {}
}

/** Removes a forward and gives what it was; null where there is none. */
export async function removeForward(tx: Tx, id: number): Promise<Forward | null> {
  const [forward] = await tx.query<Forward>(
    sql`DELETE FROM forwards WHERE id = ${id} RETURNING path, target`,
  )
  if (forward) await bumpContentVersion(tx)
  return forward ?? null
}

async function checkForward(read: Read | Tx, forward: Forward): Promise<FieldErrors> {
  if (OWN.test(forward.path) || (await isLiving(read, forward.path))) {
    return { path: mark('There is a page at this address; it would never be forwarded.') }
  }
  if (await read.redirect.findUnique({ where: { path: forward.path } })) {
    return { path: mark('This is a former address; it leads to where its page is now.') }
  }
  return (await leadsBack(read, forward))
    ? { target: mark('This leads back to where it begins.') }
    : {}
}

async function isLiving(read: Read | Tx, path: string): Promise<boolean> {
  const [, folder = '', slug = '', ...more] = path.split('/')
  const counters: Record<string, () => Promise<number>> = {
    posts: () => read.post.count({ where: { slug, kind: 'post' } }),
    pages: () => read.post.count({ where: { slug, kind: 'page' } }),
    tags: () => read.tag.count({ where: { slug } }),
    categories: () => read.category.count({ where: { slug } }),
    series: () => read.series.count({ where: { slug } }),
  }
  const count = more.length === 0 ? counters[folder] : undefined
  return count !== undefined && (await count()) > 0
}

async function leadsBack(read: Read | Tx, { path, target }: Forward): Promise<boolean> {
  let next: string | null = ownPath(target)
  for (let hop = 0; next !== null && hop < MAX_HOPS; hop += 1) {
    if (next === path) return true
    const forward: Forward | null = await read.forward.findUnique({ where: { path: next } })
    next = forward && ownPath(forward.target)
  }
  return next !== null
}

const ownPath = (target: string): string | null =>
  target.startsWith('/') ? cleanOldPath(target) : null
