import { sql, type Read } from '../db/doors.ts'
import { countCategoryBranches, countTagBranches } from './branches.ts'
import { hiddenPosts, isPublicPost } from './visible.ts'

/** A tag or category with the number of posts that readers see in it; never zero. */
export type CountedTerm = { name: string; slug: string; description: string; count: number }

/** The same with its number. */
export type NumberedTerm = CountedTerm & { id: number }

type CountedRow = Omit<NumberedTerm, 'count'> & { count: number | bigint }

/** The tag at an address; whether readers see it is decided by its posts. */
export function findTag(read: Read, slug: string) {
  return read.tag.findUnique({ where: { slug } })
}

/** The category at an address; whether readers see it is decided by its posts. */
export function findCategory(read: Read, slug: string) {
  return read.category.findUnique({ where: { slug } })
}

/** The tags that readers see, by name in the order of a language. */
export async function listCountedTags(
  read: Read,
  language: string,
  now: Date,
): Promise<NumberedTerm[]> {
  // Counting all rows in the index and taking away the few hidden ones is ten times as fast as joining.
  const rows = await read.query<CountedRow>(sql`
    SELECT tags.id, tags.name, tags.slug, tags.description,
      COALESCE(whole.n, 0) - COALESCE(hidden.n, 0) AS count
    FROM tags
    LEFT JOIN (SELECT tag_id, COUNT(*) AS n FROM blog_tag GROUP BY tag_id) AS whole
      ON whole.tag_id = tags.id
    LEFT JOIN (
      SELECT tag_id, COUNT(*) AS n FROM blog_tag
      WHERE post_id IN (${hiddenPosts(now)})
      GROUP BY tag_id
    ) AS hidden ON hidden.tag_id = tags.id`)
  const terms = toTerms(rows, await countTagBranches(read, now))
  const { compare } = new Intl.Collator(language, { numeric: true })
  return terms.sort((one, other) => compare(one.name, other.name))
}

/** The categories that readers see, in the order that an editor gave them. */
export async function listCountedCategories(read: Read, now: Date): Promise<NumberedTerm[]> {
  const rows = await read.query<CountedRow>(sql`
    SELECT categories.id, categories.name, categories.slug, categories.description, (
      SELECT COUNT(*) FROM posts WHERE posts.category_id = categories.id AND ${isPublicPost(now)}
    ) AS count
    FROM categories ORDER BY categories.position, categories.name, categories.id`)
  return toTerms(rows, await countCategoryBranches(read, now))
}

// A term with children counts their posts too; what readers find empty is not listed.
function toTerms(rows: CountedRow[], branches: Map<number, number>): NumberedTerm[] {
  return rows
    .map(row => ({ ...row, count: branches.get(row.id) ?? Number(row.count) }))
    .filter(({ count }) => count > 0)
}
