import { countChars } from '../text/limits.ts'
import { join, sql, type Dialect, type Sql } from './doors.ts'

const MIN_PREFIX_CHARS = 3

/**
 * The ids of the posts that hold all of these words (see `text/words.ts`), as a subquery; the last
 * word may be the beginning of one when it has three letters. No words: no posts.
 */
export function matchingPosts(dialect: Dialect, words: string[]): Sql {
  if (words.length === 0) return sql`SELECT id FROM posts WHERE 1 = 0`
  return dialect === 'sqlite'
    ? sql`SELECT rowid FROM post_search WHERE post_search MATCH ${fts5Query(words)}`
    : sql`SELECT post_id FROM post_search WHERE document @@ to_tsquery('simple', ${tsQuery(words)})`
}

/**
 * The posts that hold all of these words, best first, as the parts of a query on `posts`. A word in
 * the title weighs eight times as much as one in the body.
 */
export function rankedPosts(
  dialect: Dialect,
  words: string[],
): { from: Sql; and: Sql; order: Sql } {
  if (dialect === 'sqlite') {
    return {
      from: sql`post_search JOIN posts ON posts.id = post_search.rowid`,
      and: sql`AND post_search MATCH ${fts5Query(words)}`,
      order: sql`bm25(post_search, 8.0, 1.0), posts.published_at DESC, posts.id DESC`,
    }
  }
  const asked = sql`to_tsquery('simple', ${tsQuery(words)})`
  return {
    from: sql`post_search JOIN posts ON posts.id = post_search.post_id`,
    and: sql`AND post_search.document @@ ${asked}`,
    order: sql`ts_rank('{0.1, 0.1, 0.12, 1}', post_search.document, ${asked}) DESC,
      posts.published_at DESC, posts.id DESC`,
  }
}

/** The words as FTS5 takes them: each a string, so that none is an operator. */
export function fts5Query(words: string[]): string {
  return words
    .map((word, at) => `"${word.replaceAll('"', '""')}"${isPrefix(words, at) ? '*' : ''}`)
    .join(' ')
}

/** The words as `to_tsquery` takes them: each quoted. */
export function tsQuery(words: string[]): string {
  return words
    .map((word, at) => {
      const quoted = word.replaceAll('\\', '\\\\').replaceAll("'", "''")
      return `'${quoted}'${isPrefix(words, at) ? ':*' : ''}`
    })
    .join(' & ')
}

const isPrefix = (words: string[], at: number): boolean =>
  at === words.length - 1 && countChars(words[at] ?? '') >= MIN_PREFIX_CHARS

/** The posts that hold any of these phrases, each of whole words, as a query to match with. */
function anyPhrase(dialect: Dialect, phrases: string[][]): string {
  const quoted = phrases.map(words =>
    dialect === 'sqlite'
      ? `"${words.join(' ').replaceAll('"', '""')}"`
      : words.map(word => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`).join(' <-> '),
  )
  return quoted.join(dialect === 'sqlite' ? ' OR ' : ' | ')
}

/**
 * The posts that hold any of these phrases (each its words, see `text/words.ts`), those first that
 * hold most of the rarest, as the parts of a query on `posts`. Takes one phrase at least.
 */
export function nearestPosts(
  dialect: Dialect,
  phrases: string[][],
): { from: Sql; and: Sql; order: Sql } {
  const asked = anyPhrase(dialect, phrases)
  return dialect === 'sqlite'
    ? {
        from: sql`post_search JOIN posts ON posts.id = post_search.rowid`,
        and: sql`AND post_search MATCH ${asked}`,
        order: sql`bm25(post_search, 8.0, 1.0), posts.id DESC`,
      }
    : {
        from: sql`post_search JOIN posts ON posts.id = post_search.post_id`,
        and: sql`AND post_search.document @@ to_tsquery('simple', ${asked})`,
        order: sql`ts_rank('{0.1, 0.1, 0.12, 1}', post_search.document,
          to_tsquery('simple', ${asked})) DESC, posts.id DESC`,
      }
}

/** How many posts hold each word, as a query of rows { word, posts }; counts no further than `limit`. */
export function documentFrequencies(dialect: Dialect, words: string[], limit: number): Sql {
  const counts = words.map(word => {
    const asked = anyPhrase(dialect, [[word]])
    return dialect === 'sqlite'
      ? sql`SELECT ${word} AS word, count(*) AS posts FROM (
          SELECT rowid FROM post_search WHERE post_search MATCH ${asked} LIMIT ${limit})`
      : sql`SELECT CAST(${word} AS TEXT) AS word, count(*) AS posts FROM (SELECT post_id FROM post_search
          WHERE document @@ to_tsquery('simple', ${asked}) LIMIT ${limit}) AS found`
  })
  return join(counts, ' UNION ALL ')
}
