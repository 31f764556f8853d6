import { sql, type Read, type Sql } from '../../db/doors.ts'
import { keptPrefix } from '../restore.ts'
import { touchedPosts } from './detail.ts'

const SHOWN_POSTS = 100

/** An undone operation, with the operations whose rows are its own and those of its undo. */
export type UndoPair = { id: number; undone: number[]; undo: number[] }

/** A post that an undo left as it was; `keptAt` and `keptBy` say that somebody decided so. */
export type LeftPost = {
  id: number
  title: string
  authorId: number
  keptAt: Date | null
  keptBy: string | null
}

/** The posts that an undo left alone: how many, and the first hundred. */
export async function listLeftPosts(
  read: Read,
  pair: UndoPair,
): Promise<{ total: number; posts: LeftPost[] }> {
  const left = leftPosts(pair)
  const rows = await read.query<Omit<LeftPost, 'keptAt'> & { keptAt: Date | string | null }>(sql`
    SELECT p.id, p.title, p.author_id AS "authorId", d.created_at AS "keptAt",
      u.display_name AS "keptBy"
    FROM posts p LEFT JOIN dismissals d
      ON d.finding = CAST(${keptPrefix(pair.id)} AS TEXT) || CAST(p.id AS TEXT)
    LEFT JOIN users u ON u.id = d.person_id
    WHERE ${left} ORDER BY p.id DESC LIMIT ${SHOWN_POSTS}`)
  const [count] = await read.query<{ total: number | bigint }>(
    sql`SELECT count(*) AS total FROM posts p WHERE ${left}`,
  )
  return {
    total: Number(count?.total ?? 0),
    posts: rows.map(row => ({ ...row, keptAt: row.keptAt === null ? null : new Date(row.keptAt) })),
  }
}

const leftPosts = ({ undone, undo }: UndoPair): Sql => sql`
  p.id IN (${touchedPosts(undone)}) AND p.id NOT IN (${touchedPosts(undo)})`
