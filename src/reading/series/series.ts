import { sql, type Read } from '../../db/doors.ts'
import { inOrder } from '../lists.ts'
import type { CountedTerm } from '../terms.ts'
import { isPublicPost } from '../visible.ts'

/** The series that readers see, by name in the order of a language: those with a part that they see. */
export async function listCountedSeries(
  read: Read,
  language: string,
  now: Date,
): Promise<CountedTerm[]> {
  const rows = await read.query<Omit<CountedTerm, 'count'> & { count: number | bigint }>(sql`
    SELECT s.name, s.slug, s.description, count(*) AS count FROM series s
    JOIN series_posts sp ON sp.series_id = s.id JOIN posts ON posts.id = sp.post_id
    WHERE ${isPublicPost(now)} GROUP BY s.id, s.name, s.slug, s.description`)
  const { compare } = new Intl.Collator(language, { numeric: true })
  return rows
    .map(row => ({ ...row, count: Number(row.count) }))
    .sort((one, other) => compare(one.name, other.name))
}

/** The series at an address; whether readers see it is decided by its parts. */
export const findSeries = (read: Read, slug: string) => read.series.findUnique({ where: { slug } })

/** The ids of the parts that readers see, in their order. */
export async function listPublicParts(read: Read, seriesId: number, now: Date): Promise<number[]> {
  const rows = await read.query<{ id: number }>(sql`
    SELECT posts.id FROM series_posts sp JOIN posts ON posts.id = sp.post_id
    WHERE sp.series_id = ${seriesId} AND ${isPublicPost(now)} ORDER BY sp.position, posts.id`)
  return rows.map(({ id }) => id)
}

export type SeriesCard = Awaited<ReturnType<typeof listSeriesCards>>[number]

/** Parts as the page of their series shows them. */
export async function listSeriesCards(read: Read, ids: number[]) {
  const rows = await read.post.findMany({
    where: { id: { in: ids } },
    select: {
      ...{ id: true, title: true, slug: true, summary: true, words: true, publishedAt: true },
      language: true,
    },
  })
  return inOrder(ids, rows)
}

/** The series that a post stands in, with its parts that readers see; null when it stands in none. */
export async function findSeriesOfPost(read: Read, postId: number, now: Date) {
  const row = await read.seriesPost.findUnique({
    where: { postId },
    select: { series: { select: { id: true, name: true, slug: true } } },
  })
  if (!row) return null
  const ids = await listPublicParts(read, row.series.id, now)
  const posts = await read.post.findMany({
    where: { id: { in: ids } },
    select: { id: true, title: true, slug: true },
  })
  return { ...row.series, parts: inOrder(ids, posts) }
}
