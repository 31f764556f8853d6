import { sql, type Read, type Tx } from '../../db/doors.ts'
import { integer, moment } from '../../db/moment.ts'
import type { Revision } from '../../db/generated/sqlite/client.ts'
import { findableOf, type Findable } from '../findable.ts'
import type { PostFields } from '../post.ts'

/** The version of a revision that was sent but never saved; those of saves begin with 1. */
const UNSAVED = 0

/** What of a post has no column of its own; `base`: the version that an unsaved text began with. */
type More = Partial<Pick<PostFields, Uncolumned>> & { base?: number }

type Uncolumned = 'kind' | 'pinned' | 'series' | 'seriesPosition' | keyof Findable

type Written = { editorId: number | null; now: Date }

/** Keeps what a post is after a save, with the names of its category and tags as they are today. */
export async function addRevision(
  tx: Tx,
  post: PostFields & { id: number; version: number },
  written: Written,
): Promise<void> {
  await insertRevision(tx, post, moreOf(post), written)
}

/**
 * Keeps what somebody sent and could not be saved, because somebody else had saved meanwhile. Gives
 * its number; what was kept already is not kept twice.
 */
export async function keepUnsaved(
  tx: Tx,
  { id, base, fields }: { id: number; base: number; fields: PostFields },
  written: Written,
): Promise<number> {
  const more = { ...moreOf(fields), base }
  const last = await tx.revision.findFirst({
    where: { postId: id, version: UNSAVED, editorId: written.editorId },
    orderBy: { number: 'desc' },
  })
  const sent = { ...fields, id, version: UNSAVED }
  const isKept = last?.more === JSON.stringify(more) && isSame(revisionFields(last), sent)
  return isKept ? last.number : insertRevision(tx, sent, more, written)
}

const moreOf = ({ kind, pinned, series, seriesPosition, ...fields }: PostFields): More => ({
  ...{ kind, pinned, series, seriesPosition },
  ...findableOf(fields),
})

async function insertRevision(
  tx: Tx,
  post: PostFields & { id: number; version: number },
  more: More,
  { editorId, now }: Written,
): Promise<number> {
  const { id, version, title, slug, body, excerpt, category, status, publishedAt } = post
  const tags = JSON.stringify(post.tags)
  const editor = editorId === null ? sql`NULL` : integer(editorId)
  const published = publishedAt ? moment(tx.dialect, publishedAt) : sql`NULL`
  const [row] = await tx.query<{ number: number }>(sql`
    INSERT INTO revisions (post_id, number, version, editor_id, created_at,
      title, slug, body, excerpt, category, tags, status, published_at, more)
    SELECT ${integer(id)}, COALESCE(MAX(number), 0) + 1, ${integer(version)}, ${editor}, ${moment(tx.dialect, now)},
      ${title}, ${slug}, ${body}, ${excerpt}, ${category}, ${tags}, ${status}, ${published}, ${JSON.stringify(more)}
    FROM revisions WHERE post_id = ${id}
    RETURNING number`)
  return Number(row?.number)
}

function isSame(kept: RevisionFields, sent: PostFields): boolean {
  return (Object.keys(kept) as (keyof RevisionFields)[]).every(
    name => JSON.stringify(kept[name]) === JSON.stringify(sent[name]),
  )
}

/** The tags of a revision, as they were called then. */
export const revisionTags = ({ tags }: { tags: string }): string[] => JSON.parse(tags) as string[]

/** Whether a revision was sent but never saved. */
export const isUnsaved = ({ version }: { version: number }): boolean => version === UNSAVED

/** What a post was at a version: the fields that a revision keeps, the others from `present`; null if none was kept. */
export async function findRevisionFields(
  read: Read,
  { postId, version }: { postId: number; version: number },
  present: PostFields,
): Promise<PostFields | null> {
  const revision = await read.revision.findFirst({
    where: { postId, version: { gt: UNSAVED, lte: version } },
    orderBy: { number: 'desc' },
  })
  return revision && { ...present, ...revisionFields(revision) }
}

export type RevisionFields = Omit<PostFields, Uncolumned> & Partial<Pick<PostFields, Uncolumned>>

/** The fields of a post that a revision holds; older ones hold only those that have columns. */
export function revisionFields(revision: Revision): RevisionFields {
  const { title, slug, body, excerpt, category, publishedAt } = revision
  const more = JSON.parse(revision.more) as More
  delete more.base
  return {
    ...more,
    ...{ title, slug, body, excerpt, category, publishedAt, tags: revisionTags(revision) },
    status: revision.status === 'published' ? 'published' : 'draft',
  }
}

/** The version that an unsaved text began with. */
export const baseOf = ({ more }: { more: string }): number => (JSON.parse(more) as More).base ?? 0

/** The revisions of a post, the newest first, without their texts. */
export function listRevisions(read: Read, postId: number) {
  return read.revision.findMany({
    where: { postId },
    orderBy: { number: 'desc' },
    select: {
      number: true,
      version: true,
      name: true,
      title: true,
      status: true,
      editorId: true,
      createdAt: true,
      editorName: true,
      editor: { select: { displayName: true } },
    },
  })
}

export type ListedRevision = Awaited<ReturnType<typeof listRevisions>>[number]

/** Who saved a post last, and when. */
export function findLastSave(read: Read, postId: number) {
  return read.revision.findFirst({
    where: { postId, version: { gt: UNSAVED } },
    orderBy: { number: 'desc' },
    select: {
      ...{ createdAt: true, editorId: true, editorName: true },
      editor: { select: { displayName: true } },
    },
  })
}

/** One revision of a post by its number. */
export function findRevision(read: Read, postId: number, number: number) {
  return read.revision.findUnique({
    where: { postId_number: { postId, number } },
    include: { editor: { select: { displayName: true } } },
  })
}
