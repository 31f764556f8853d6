import { sql, type Read, type Tx } from '../../db/doors.ts'
import { integer, moment } from '../../db/moment.ts'
import type { Draft } from '../../db/generated/sqlite/client.ts'
import type { Typed } from '../../http/form.ts'

/** How many copies a list shows at most. */
export const LISTED = 100

/** Where one person's private copy of one writing is kept. */
export type Place = { key: string; postId: number | null; personId: number }

/** A private copy as it was typed; without fields where nothing differs from what is stored. */
export type Copy = Omit<Draft, 'fields'> & { fields: Typed }

export type CopyToSave = {
  writer: string
  sequence: number
  /** The state that this writer has seen; 0 = none. */
  state: number
  version: number
  fields: Typed
}

export const placeOfPost = (postId: number, personId: number): Place => ({
  key: `post:${postId}:person:${personId}`,
  postId,
  personId,
})

export const placeOfWriting = (writing: string, personId: number): Place => ({
  key: `new:${writing}`,
  postId: null,
  personId,
})

/** The copy that is kept at a place. */
export async function findCopy(read: Read, { key }: Pick<Place, 'key'>): Promise<Copy | null> {
  const row = await read.draft.findFirst({ where: { key, discardedAt: null } })
  return row && readCopy(row)
}

export const readCopy = (row: Draft): Copy => ({
  ...row,
  fields: JSON.parse(row.fields) as Typed,
})

export const hasChanges = ({ fields }: Pick<Copy, 'fields'>): boolean =>
  Object.keys(fields).length > 0

/**
 * Keeps a copy in one statement, so that no order of arrival matters: of one writer the highest
 * sequence stays, and another writer must have seen the present state. Gives the new state, or
 * null where something newer is kept, or what the writer had seen is gone.
 */
export async function saveCopy(
  tx: Tx,
  { key, postId, personId }: Place,
  { writer, sequence, state, version, fields }: CopyToSave,
  now: Date,
): Promise<number | null> {
  const at = moment(tx.dialect, now)
  const [row] = await tx.query<{ state: number }>(sql`
    INSERT INTO drafts (key, person_id, post_id, base_version, writer, sequence, state, fields, created_at, updated_at)
    SELECT CAST(${key} AS TEXT), ${integer(personId)}, ${postId === null ? sql`CAST(NULL AS INTEGER)` : integer(postId)},
      ${integer(version)}, CAST(${writer} AS TEXT), ${integer(sequence)}, ${integer(state + 1)},
      CAST(${JSON.stringify(fields)} AS TEXT), ${at}, ${at}
    WHERE ${integer(state)} = 0 OR EXISTS (SELECT 1 FROM drafts WHERE key = ${key})
    ON CONFLICT (key) DO UPDATE SET base_version = excluded.base_version, writer = excluded.writer,
      sequence = excluded.sequence, state = drafts.state + 1, fields = excluded.fields,
      updated_at = excluded.updated_at
    WHERE drafts.discarded_at IS NULL AND (
      (drafts.writer = excluded.writer AND drafts.sequence < excluded.sequence)
      OR (drafts.writer <> excluded.writer AND drafts.state = ${integer(state)}))
    RETURNING state`)
  return row ? row.state : null
}

/** The posts among these of which this person keeps changes that nobody else sees. */
export async function listChangedPosts(
  read: Read,
  personId: number,
  postIds: number[],
): Promise<Set<number>> {
  const rows = await read.draft.findMany({
    where: { personId, postId: { in: postIds }, discardedAt: null, fields: { not: '{}' } },
    select: { postId: true },
  })
  return new Set(rows.flatMap(({ postId }) => postId ?? []))
}

export type ListedCopy = Copy & { post: { title: string; status: string } | null }

/** All that a person keeps, the last touched first; `onlyNew` = what was never saved as a post. */
export async function listCopies(
  read: Read,
  personId: number,
  { onlyNew = false } = {},
): Promise<ListedCopy[]> {
  const rows = await read.draft.findMany({
    where: {
      ...{ personId, discardedAt: null, fields: { not: '{}' } },
      ...(onlyNew ? { postId: null } : {}),
    },
    orderBy: { updatedAt: 'desc' },
    take: LISTED,
    include: { post: { select: { title: true, status: true } } },
  })
  return rows.map(row => ({ ...readCopy(row), post: row.post }))
}

/** Whether a person has copies at all, kept or discarded. */
export async function hasCopies(read: Read, personId: number): Promise<boolean> {
  const found = await read.draft.findFirst({
    where: { personId, fields: { not: '{}' } },
    select: { id: true },
  })
  return found !== null
}
