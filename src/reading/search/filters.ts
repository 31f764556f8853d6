import { sql, type Sql } from '../../db/doors.ts'
import { branchNamed } from '../../taxonomy/named.ts'
import { categoryVocabulary, tagVocabulary } from '../../taxonomy/vocabulary.ts'
import { monthBounds } from '../../text/dates.ts'
import type { SearchFilter } from '../../text/search-query.ts'

/** The ids of the posts that a filter of the search leaves, as a subquery; a year is one of the site's time zone. */
export function filteredBy({ kind, value }: SearchFilter, timeZone: string): Sql {
  switch (kind) {
    case 'tag':
      return sql`SELECT post_id FROM blog_tag WHERE tag_id IN (${branchNamed(tagVocabulary, value)})`
    case 'category':
      return sql`SELECT id FROM posts WHERE category_id IN (${branchNamed(categoryVocabulary, value)})`
    case 'author':
      return sql`SELECT id FROM posts WHERE author_id IN (SELECT id FROM users
        WHERE lower(username) = lower(${value}) OR lower(display_name) = lower(${value}))`
    case 'year':
      return ofYear(Number(value), timeZone)
  }
}

function ofYear(year: number, timeZone: string): Sql {
  const { from } = monthBounds({ year, month: 1 }, timeZone)
  const { until } = monthBounds({ year, month: 12 }, timeZone)
  return sql`SELECT id FROM posts WHERE kind = 'post' AND status = 'published'
    AND deleted_at IS NULL AND published_at >= ${from} AND published_at < ${until}`
}
