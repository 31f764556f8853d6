import { sql, type Read, type Sql, type Tx } from '../../db/doors.ts'
import { moment } from '../../db/moment.ts'
import type { KnownCopy } from './form.ts'
import {
  findCopy,
  LISTED,
  placeOfPost,
  readCopy,
  type Copy,
  type ListedCopy,
  type Place,
} from './copies.ts'

const DAY_MS = 86_400_000
const KEPT_DAYS = 30
const STALE_DAYS = 365

/** Takes a copy away from its place, for thirty days; gives its number, null if there was none. */
export async function discardCopy(tx: Tx, { key }: Place, now: Date): Promise<number | null> {
  const at = moment(tx.dialect, now)
  const [row] = await tx.query<{ id: number }>(sql`
    UPDATE drafts SET key = ${asideKey}, discarded_at = ${at}
    WHERE key = ${key} AND discarded_at IS NULL RETURNING id`)
  return row ? row.id : null
}

/** Keeps a second copy aside of what another writer is about to write over. */
export async function setAside(
  tx: Tx,
  { key }: Place,
  { writer, state }: { writer: string; state: number },
  now: Date,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO drafts (key, person_id, post_id, base_version, writer, sequence, state, fields,
      created_at, updated_at, discarded_at)
    SELECT ${asideKey}, person_id, post_id, base_version, writer, sequence, state, fields,
      created_at, updated_at, ${moment(tx.dialect, now)}
    FROM drafts WHERE key = ${key} AND writer <> ${writer} AND state = ${state} AND fields <> '{}'
    ON CONFLICT DO NOTHING`)
}

/**
 * Puts a discarded copy of this person back to its place; what is kept there now is discarded
 * instead. Its state is a new one, so that no open window writes over it unseen.
 */
export async function restoreCopy(
  tx: Tx,
  { id, personId }: { id: number; personId: number },
  now: Date,
): Promise<ListedCopy | null> {
  const row = await tx.draft.findFirst({ where: { id, personId, discardedAt: { not: null } } })
  const place = row && (await findFormerPlace(tx, row))
  if (!place) return null
  const present = await findCopy(tx, place)
  if (present) await discardCopy(tx, place, now)
  const restored = await tx.draft.update({
    where: { id },
    data: {
      ...{ key: place.key, postId: place.postId, writer: `restored-${id}`, discardedAt: null },
      ...{ state: Math.max(row.state, present?.state ?? 0) + 1, sequence: 0, updatedAt: now },
    },
    include: { post: { select: { title: true, status: true } } },
  })
  return { ...readCopy(restored), post: restored.post }
}

/** What this person discarded, or wrote over, in the last thirty days. */
export async function listDiscarded(read: Read, personId: number): Promise<ListedCopy[]> {
  const rows = await read.draft.findMany({
    where: { personId, discardedAt: { not: null }, fields: { not: '{}' } },
    orderBy: { discardedAt: 'desc' },
    take: LISTED,
    include: { post: { select: { title: true, status: true } } },
  })
  return rows.map(row => ({ ...readCopy(row), post: row.post }))
}

/**
 * Removes the copy that a save of the post has taken in. Newer text of another window stays; who
 * says nothing of copies has it discarded, so that it can come back.
 */
export async function settleCopy(
  tx: Tx,
  place: Place,
  { writer, state }: Pick<KnownCopy, 'writer' | 'state'>,
  now: Date,
): Promise<void> {
  if (state === undefined) {
    await discardCopy(tx, place, now)
    return
  }
  await tx.draft.deleteMany({
    where: {
      ...{ key: place.key, discardedAt: null },
      OR: [{ state: { lte: state } }, ...(writer === undefined ? [] : [{ writer }])],
    },
  })
}

/** Forgets what was discarded long ago, and discards what was left lying for a year. */
export async function cleanCopies(tx: Tx, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS)
  await tx.draft.deleteMany({ where: { discardedAt: { lt: before(KEPT_DAYS) } } })
  await tx.execute(sql`
    UPDATE drafts SET key = ${asideKey}, discarded_at = ${moment(tx.dialect, now)}
    WHERE discarded_at IS NULL AND updated_at < ${moment(tx.dialect, before(STALE_DAYS))}`)
}

// A place holds one copy; what is aside has its number and its state behind the key.
const asideKey: Sql = sql`key || ':' || CAST(id AS TEXT) || ':' || CAST(state AS TEXT)`

async function findFormerPlace(
  tx: Tx,
  { key, postId, personId }: Omit<Place, 'postId'> & Pick<Copy, 'postId'>,
): Promise<Place | null> {
  const parts = key.split(':').slice(0, -2)
  if (parts.length < 2) return null
  if (postId !== null) return placeOfPost(postId, personId)
  const place = { key: parts.join(':'), postId, personId }
  const made = await tx.draft.findFirst({ where: { key: place.key, postId: { not: null } } })
  return made?.postId ? placeOfPost(made.postId, personId) : place
}
