import { sql, type Read } from '../db/doors.ts'

/** A part of a series as those see it who write. */
export type Part = {
  id: number
  title: string
  kind: string
  slug: string
  authorId: number
  status: string
  publishedAt: Date | null
  deletedAt: Date | null
  position: number
}

/** The parts of a series in their order; those in the trash are left out unless they are wanted. */
export async function listParts(
  read: Read,
  seriesId: number,
  { withTrash = false } = {},
): Promise<Part[]> {
  const rows = await read.seriesPost.findMany({
    where: { seriesId, ...(withTrash ? {} : { post: { deletedAt: null } }) },
    orderBy: [{ position: 'asc' }, { postId: 'asc' }],
    select: {
      position: true,
      post: {
        select: {
          ...{ id: true, title: true, kind: true, slug: true, authorId: true, status: true },
          ...{ publishedAt: true, deletedAt: true },
        },
      },
    },
  })
  return rows.map(({ position, post }) => ({ ...post, position }))
}

export type ListedSeries = {
  id: number
  name: string
  slug: string
  description: string
  parts: number
  /** How many of them readers see. */
  published: number
}

/** All series by name, with their numbers of parts. */
export async function listSeries(read: Read, now: Date): Promise<ListedSeries[]> {
  type Row = Omit<ListedSeries, 'parts' | 'published'> & Record<'parts' | 'published', bigint>
  const rows = await read.query<Row>(sql`
    SELECT s.id, s.name, s.slug, s.description, count(p.id) AS parts,
      count(CASE WHEN p.kind = 'post' AND p.status = 'published' AND p.published_at <= ${now}
        THEN 1 END) AS published
    FROM series s LEFT JOIN series_posts sp ON sp.series_id = s.id
    LEFT JOIN posts p ON p.id = sp.post_id AND p.deleted_at IS NULL
    GROUP BY s.id, s.name, s.slug, s.description ORDER BY s.name, s.id`)
  return rows.map(row => ({ ...row, parts: Number(row.parts), published: Number(row.published) }))
}

/**
 * For parts that would appear before one that stands before them: that one, by the id of the part.
 * What readers see already is past warning.
 */
export function findEarlyParts(parts: Part[], now: Date): Map<number, Part> {
  const early = new Map<number, Part>()
  for (const [at, part] of parts.entries()) {
    const moment = momentOf(part)
    if (moment === null) continue
    const late = parts.slice(0, at).find(before => isLater(before, moment, now))
    if (late) early.set(part.id, late)
  }
  return early
}

const momentOf = ({ status, publishedAt }: Part): Date | null =>
  status === 'published' ? publishedAt : null

function isLater(before: Part, moment: Date, now: Date): boolean {
  const own = momentOf(before)
  return own === null || (own > now && own > moment)
}
