import { isEditor, type SignedIn } from '../../accounts/signed-in.ts'
import { join, sql, type Read, type Sql } from '../../db/doors.ts'

/** The posts whose present text leads to one of these addresses (`/path` or `/path#anchor`), as a condition on `p`. */
export function leadsTo(addresses: string[]): Sql {
  const paths = addresses.filter(address => !address.includes('#'))
  const anchors = addresses.filter(address => address.includes('#'))
  const conditions = [
    ...(paths.length > 0 ? [sql`l.path IN (${join(paths)})`] : []),
    ...anchors.map(address => {
      const [path = '', fragment = ''] = address.split('#', 2)
      return sql`(l.path = ${path} AND l.fragment = ${fragment})`
    }),
  ]
  return sql`p.deleted_at IS NULL AND p.id IN (
    SELECT l.post_id FROM links l WHERE l.revision_id IS NULL AND (${join(conditions, ' OR ')}))`
}

/** Whether a post `p` is this person's to edit, as a condition. */
export const isEditable = (user: SignedIn): Sql =>
  isEditor(user) ? sql`1 = 1` : sql`p.author_id = ${user.id}`

/** How many posts lead to one of these addresses. */
export async function countLinking(read: Read, addresses: string[]): Promise<number> {
  const [row] = await read.query<{ count: number | bigint }>(
    sql`SELECT count(*) AS count FROM posts p WHERE ${leadsTo(addresses)}`,
  )
  return Number(row?.count ?? 0)
}

/** The former addresses that lead to a post, a tag or a category now. */
export async function listFormerPaths(
  read: Read,
  target: { postId: number } | { tagId: number } | { categoryId: number },
): Promise<string[]> {
  const redirects = await read.redirect.findMany({
    where: target,
    orderBy: { id: 'desc' },
    take: 90,
    select: { path: true },
  })
  return redirects.map(({ path }) => path)
}
