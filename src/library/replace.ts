import type { SignedIn } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/doors.ts'
import type { Media } from '../db/generated/sqlite/client.ts'
import { applyRows } from '../history/apply.ts'
import {
  dropOperation,
  recordRows,
  startOperation,
  summarise,
  type RowChange,
  type Summary,
} from '../history/operations.ts'
import { DRAFT_FIELD, readTextCell, textAsCell, TEXT_FIELD } from '../history/texts.ts'
import { mark } from '../i18n/translate.ts'
import { RenderError } from '../render/render-error.ts'
import { prepareText, type PreparedText } from '../writing/prepare.ts'
import { countForeign, findDrafts, findPosts, type UsingDraft, type UsingPost } from './uses.ts'

/** What came of a replacement: one operation, nothing to do, or in a sentence why not. */
export type Replaced =
  | { ok: true; operation: { operationId: number; summary: Summary } | null }
  | { ok: false; reason: Summary }

type Pair = { old: Media; replacement: Media }

const MAX_POSTS = 1_000

/**
 * Gives all posts and private drafts that show a file the address of another, as one operation: each
 * post gets a version and a revision, no date moves, and one undo takes all of it back. Wholly or not
 * at all.
 */
export async function replaceEverywhere(
  context: Pick<Context, 'config' | 'db' | 'now' | 'renderer'>,
  user: SignedIn,
  pair: Pair,
): Promise<Replaced> {
  const { db, now } = context
  const { path } = pair.old
  const found = {
    posts: await findPosts(db.read, path, now()),
    drafts: await findDrafts(db.read, path),
  }
  const reason = findObstacle(user, pair, found)
  if (reason) return { ok: false, reason }
  const ready: Ready[] = []
  for (const { id } of found.posts) {
    const prepared = await prepare(context, id, pair)
    if (prepared && 'reason' in prepared) return { ok: false, reason: prepared.reason }
    if (prepared) ready.push(prepared)
  }
  const stored = await db.write(tx => store(tx, { pair, ready, drafts: found.drafts }, user, now()))
  // Somebody saved one of them meanwhile: look again.
  return stored ?? replaceEverywhere(context, user, pair)
}

type Found = { posts: UsingPost[]; drafts: UsingDraft[] }

function findObstacle(user: SignedIn, { old, replacement }: Pair, found: Found): Summary | null {
  const foreign = countForeign(user, found)
  if (old.id === replacement.id) return { text: mark('This is the same file.') }
  if (isImage(old) !== isImage(replacement)) {
    return { text: mark('An image can only be replaced by an image, a document by a document.') }
  }
  if (foreign > 0) {
    const text = mark('{count} texts of other people use this file. An editor can replace it.')
    return { text, count: foreign }
  }
  return found.posts.length < MAX_POSTS
    ? null
    : {
        text: mark('More than {count} posts use this file. Replace it in some of them first.'),
        count: MAX_POSTS,
      }
}

const isImage = ({ type }: Media): boolean => type.startsWith('image/')

type Ready = { id: number; version: number; hasCover: boolean; text: PreparedText | null }

// null when the address only stands there in another spelling.
async function prepare(
  context: Pick<Context, 'config' | 'db' | 'renderer'>,
  id: number,
  { old, replacement }: Pair,
): Promise<Ready | { reason: Summary } | null> {
  const post = await context.db.read.post.findUniqueOrThrow({ where: { id } })
  const change = (text: string) => text.replaceAll(old.path, replacement.path)
  try {
    const texts = { ...post, body: change(post.body), excerpt: change(post.excerpt) }
    const isChanged = texts.body !== post.body || texts.excerpt !== post.excerpt
    const hasCover = post.cover === old.path
    if (!isChanged && !hasCover) return null
    const text = isChanged ? await prepareText(context, texts) : null
    return { id, version: post.version, hasCover, text }
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    return {
      reason: {
        text: mark('“{name}” cannot be rendered, so nothing was replaced.'),
        name: post.title,
      },
    }
  }
}

// null when somebody was faster, and nothing is stored.
async function store(
  tx: Tx,
  { pair, ready, drafts }: { pair: Pair; ready: Ready[]; drafts: UsingDraft[] },
  actor: { id: number },
  now: Date,
): Promise<Replaced | null> {
  const start = { kind: 'replace-media', summary: { text: '' }, actorId: actor.id }
  const operationId = await startOperation(tx, start, now)
  const changes = await changePosts(tx, ready, pair)
  if (!changes) {
    await dropOperation(tx, operationId)
    return null
  }
  changes.push(...(await changeDrafts(tx, drafts, pair)))
  if (changes.length === 0) {
    await dropOperation(tx, operationId)
    return { ok: true, operation: null }
  }
  await recordRows(tx, operationId, changes)
  await applyRows(tx, operationId, now)
  const text = mark('“{old}” replaced by “{name}” in {count} texts')
  const { old, replacement } = pair
  const summary = { text, old: old.name, name: replacement.name, count: countTexts(changes) }
  await summarise(tx, operationId, summary)
  return { ok: true, operation: { operationId, summary } }
}

const countTexts = (changes: RowChange[]): number =>
  new Set(changes.map(({ entity, entityId }) => `${entity} ${entityId}`)).size

async function changePosts(tx: Tx, ready: Ready[], pair: Pair): Promise<RowChange[] | null> {
  const changes: RowChange[] = []
  for (const { id, version, hasCover, text } of ready) {
    const post = await tx.post.findUnique({ where: { id }, select: { version: true } })
    if (post?.version !== version) return null
    const cell = { entity: 'post', entityId: id } as const
    if (hasCover) {
      const { old, replacement } = pair
      changes.push({ ...cell, field: 'cover', before: old.path, after: replacement.path })
    }
    if (text) {
      const after = textAsCell({ ...text.columns, links: text.links })
      changes.push({ ...cell, field: TEXT_FIELD, before: await readTextCell(tx, id), after })
    }
  }
  return changes
}

async function changeDrafts(
  tx: Tx,
  drafts: UsingDraft[],
  { old, replacement }: Pair,
): Promise<RowChange[]> {
  const rows = await tx.draft.findMany({ where: { id: { in: drafts.map(({ id }) => id) } } })
  return rows.flatMap(({ id, fields }) => {
    const after = fields.replaceAll(old.path, replacement.path)
    const change = {
      entity: 'draft',
      entityId: id,
      field: DRAFT_FIELD,
      before: fields,
      after,
    } as const
    return after === fields ? [] : [change]
  })
}
