import type { SignedIn } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { join, sql, type Read, type Sql, type Tx } from '../../db/doors.ts'
import { applyRows } from '../../history/apply.ts'
import {
  dropOperation,
  recordRows,
  startOperation,
  summarise,
  type Summary,
} from '../../history/operations.ts'
import { readTextCell, textAsCell, TEXT_FIELD } from '../../history/texts.ts'
import { mark } from '../../i18n/translate.ts'
import { RenderError } from '../../render/render-error.ts'
import { changeLinks, sentenceAround } from '../../text/link-places.ts'
import { prepareText, type PreparedText } from '../prepare.ts'
import { isEditable, leadsTo } from './linking.ts'
import { redirectHref, type Rewriting } from './redirect.ts'

/** As many posts are read and rewritten at once. */
export const POSTS_AT_ONCE = 100

/** One place where a text leads elsewhere: its sentence, and what stands there before and after. */
export type RewrittenPlace = { before: string; old: string; new: string; after: string }

export type RewritablePost = {
  id: number
  title: string
  /** Empty when the address stands there in a way that only a person can change. */
  places: RewrittenPlace[]
}

export type RewritingPlan = {
  posts: RewritablePost[]
  /** How many posts there are that this person may edit. */
  total: number
  /** Posts of others that lead there too. */
  others: { id: number; title: string }[]
}

/** The posts that lead to an old address, each place with its sentence before and after. */
export async function planRewriting(
  { db, config }: Pick<Context, 'db' | 'config'>,
  user: SignedIn,
  rewriting: Rewriting,
): Promise<RewritingPlan> {
  const { read } = db
  const linking = leadsTo(rewriting.from)
  const own = sql`${linking} AND ${isEditable(user)}`
  const [count] = await read.query<{ total: number | bigint }>(
    sql`SELECT count(*) AS total FROM posts p WHERE ${own}`,
  )
  const posts = await readTexts(read, own)
  return {
    posts: posts.map(post => {
      const { places } = rewrite(post, rewriting, config.baseUrl)
      return { id: post.id, title: post.title, places }
    }),
    total: Number(count?.total ?? 0),
    others: await read.query<{ id: number; title: string }>(sql`
      SELECT p.id, p.title FROM posts p WHERE ${linking} AND NOT (${isEditable(user)})
      ORDER BY p.id DESC LIMIT ${POSTS_AT_ONCE}`),
  }
}

export type Rewritten = {
  operation: { operationId: number; summary: Summary } | null
  /** Posts that were left as they are: changed by somebody meanwhile, or not to be rendered. */
  left: number
}

/**
 * Rewrites the links of some posts, each with a revision, as one operation with one undo. Dates stay:
 * for readers and feeds nothing is new, as nothing that they read is.
 */
export async function rewriteLinks(
  context: Pick<Context, 'db' | 'config' | 'renderer' | 'now'>,
  user: SignedIn,
  { ids, ...rewriting }: Rewriting & { ids: number[] },
): Promise<Rewritten> {
  const { db, now } = context
  const chosen = sql`p.id IN (${join(ids)}) AND ${leadsTo(rewriting.from)} AND ${isEditable(user)}`
  const ready: Ready[] = []
  let left = 0
  for (const post of await readTexts(db.read, chosen)) {
    const prepared = await prepareRewritten(context, post, rewriting)
    if (prepared) ready.push(prepared)
    else left += 1
  }
  const stored = await db.write(tx => storeRewritten(tx, { ready, ...rewriting }, user, now()))
  return { operation: stored.operation, left: left + ready.length - stored.count }
}

type Source = {
  id: number
  version: number
  kind: string
  title: string
  body: string
  excerpt: string
  language: string
}

type Ready = { id: number; version: number; text: PreparedText }

const readTexts = (read: Read, condition: Sql): Promise<Source[]> =>
  read.query<Source>(sql`
    SELECT p.id, p.version, p.kind, p.title, p.body, p.excerpt, p.language FROM posts p
    WHERE ${condition} ORDER BY p.id DESC LIMIT ${POSTS_AT_ONCE}`)

function rewrite(post: Source, rewriting: Rewriting, base: URL) {
  const page = new URL(`/${post.kind}s/-`, base)
  const change = (written: string) => redirectHref(written, rewriting, page)
  const [body, excerpt] = [changeLinks(post.body, change), changeLinks(post.excerpt, change)]
  const placesOf = (text: string, { changes }: typeof body): RewrittenPlace[] =>
    changes.map(({ written, becomes, ...place }) => {
      const { before, after } = sentenceAround(text, place)
      return { before, old: written, new: becomes, after }
    })
  return {
    body: body.text,
    excerpt: excerpt.text,
    places: [...placesOf(post.body, body), ...placesOf(post.excerpt, excerpt)],
  }
}

async function prepareRewritten(
  context: Pick<Context, 'config' | 'db' | 'renderer'>,
  post: Source,
  rewriting: Rewriting,
): Promise<Ready | null> {
  const { body, excerpt, places } = rewrite(post, rewriting, context.config.baseUrl)
  if (places.length === 0) return null
  try {
    const text = await prepareText(context, { ...post, body, excerpt })
    return { id: post.id, version: post.version, text }
  } catch (error) {
    if (error instanceof RenderError) return null
    throw error
  }
}

async function storeRewritten(
  tx: Tx,
  { ready, from, to }: Rewriting & { ready: Ready[] },
  actor: { id: number },
  now: Date,
): Promise<{ operation: Rewritten['operation']; count: number }> {
  const start = { kind: 'rewrite-links', summary: { text: '' }, actorId: actor.id }
  const operationId = await startOperation(tx, start, now)
  const present = await listUntouched(tx, ready)
  for (const { id, text } of present) {
    const before = await readTextCell(tx, id)
    const after = textAsCell({ ...text.columns, links: text.links })
    await recordRows(tx, operationId, [
      { entity: 'post', entityId: id, field: TEXT_FIELD, before, after },
    ])
  }
  const count = present.length
  if (count === 0) {
    await dropOperation(tx, operationId)
    return { operation: null, count }
  }
  await applyRows(tx, operationId, now)
  const [old = ''] = from
  const summary = {
    text: mark('Links to {old} lead to {to} now, in {count} posts'),
    old,
    to,
    count,
  }
  await summarise(tx, operationId, summary)
  return { operation: { operationId, summary }, count }
}

// Who saved since the text was read has the last word.
async function listUntouched(tx: Tx, ready: Ready[]): Promise<Ready[]> {
  const posts = await tx.post.findMany({
    where: { id: { in: ready.map(({ id }) => id) } },
    select: { id: true, version: true },
  })
  const versions = new Map(posts.map(({ id, version }) => [id, version]))
  return ready.filter(({ id, version }) => versions.get(id) === version)
}
