import { sql, type Read, type Tx } from '../../db/doors.ts'
import { integer, moment } from '../../db/moment.ts'
import type { Revision } from '../../db/generated/sqlite/client.ts'
import type { PostFields } from '../post.ts'

/** Keeps what a post is after a save, with the names of its category and tags as they are today. */
export async function addRevision(
  tx: Tx,
  post: PostFields & { id: number; version: number },
  { editorId, now }: { editorId: number | null; now: Date },
): Promise<void> {
  const { id, version, title, slug, body, excerpt, category, status, publishedAt } = post
  const tags = JSON.stringify(post.tags)
  const editor = editorId === null ? sql`NULL` : integer(editorId)
  const published = publishedAt ? moment(tx.dialect, publishedAt) : sql`NULL`
  await tx.execute(sql`
    INSERT INTO revisions (post_id, number, version, editor_id, created_at,
      title, slug, body, excerpt, category, tags, status, published_at)
    SELECT ${integer(id)}, COALESCE(MAX(number), 0) + 1, ${integer(version)}, ${editor}, ${moment(tx.dialect, now)},
      ${title}, ${slug}, ${body}, ${excerpt}, ${category}, ${tags}, ${status}, ${published}
    FROM revisions WHERE post_id = ${id}`)
}

/** The tags of a revision, as they were called then. */
export const revisionTags = ({ tags }: { tags: string }): string[] => JSON.parse(tags) as string[]

/** What a post was at a version: the fields that a revision keeps, the others from `present`; null if none was kept. */
export async function findRevisionFields(
  read: Read,
  { postId, version }: { postId: number; version: number },
  present: PostFields,
): Promise<PostFields | null> {
  const revision = await read.revision.findFirst({
    where: { postId, version: { lte: version } },
    orderBy: { number: 'desc' },
  })
  return revision && { ...present, ...revisionFields(revision) }
}

/** The fields of a post that a revision holds. */
export function revisionFields(revision: Revision): Omit<PostFields, 'kind' | 'pinned'> {
  const { title, slug, body, excerpt, category, publishedAt } = revision
  const status = revision.status === 'published' ? 'published' : 'draft'
  return { title, slug, body, excerpt, category, publishedAt, status, tags: revisionTags(revision) }
}

/** The revisions of a post, the newest first, without their texts. */
export function listRevisions(read: Read, postId: number) {
  return read.revision.findMany({
    where: { postId },
    orderBy: { number: 'desc' },
    select: {
      number: true,
      title: true,
      status: true,
      tags: true,
      category: true,
      createdAt: true,
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
