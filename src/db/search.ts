import { countChars } from '../text/limits.ts'
import type { SearchQuery } from '../text/search-query.ts'
import { join, sql, type Dialect, type Sql } from './doors.ts'

const MIN_PREFIX_CHARS = 3

/** What a search looks for in the texts, see `text/search-query.ts`. */
export type SearchTerms = Pick<SearchQuery, 'words' | 'phrases' | 'excluded' | 'isOpen'>

/**
 * The ids of the posts that hold all words and phrases and nothing that is excluded, as a subquery;
 * the last word may be the beginning of one when it has three letters. Nothing asked: no posts.
 */
export function matchingPosts(dialect: Dialect, terms: SearchTerms): Sql {
  const asked = matchText(dialect, terms)
  if (asked === '') return withoutExcluded(dialect, terms)
  return dialect === 'sqlite'
    ? sql`SELECT rowid FROM post_search WHERE post_search MATCH ${asked}`
    : sql`SELECT post_id FROM post_search WHERE document @@ to_tsquery('simple', ${asked})`
}

/** The parts of a query that walks along what a search finds, the newest first. */
export type FoundPosts = {
  from: Sql
  where: Sql
  id: Sql
  /** The id for a condition on a set of posts. */
  tested: Sql
  /** Less is better; a word in the title weighs eight times as much as one in the body. */
  rank: Sql
  order: Sql
}

/** The posts that hold what is asked for; without words, all but those that hold the excluded. */
export function foundPosts(dialect: Dialect, terms: SearchTerms): FoundPosts {
  const asked = matchText(dialect, terms)
  if (asked === '') return foundWithoutWords(dialect, terms)
  return dialect === 'sqlite' ? foundBySqlite(asked) : foundByPostgresql(asked)
}

function foundWithoutWords(dialect: Dialect, terms: SearchTerms): FoundPosts {
  const seconds =
    dialect === 'sqlite' ? sql`julianday(published_at)` : sql`EXTRACT(EPOCH FROM published_at)`
  const { length } = terms.excluded
  return {
    from: sql`posts`,
    where: length > 0 ? sql`id IN (${withoutExcluded(dialect, terms)})` : sql`1 = 1`,
    id: sql`id`,
    tested: sql`id`,
    rank: sql`-${seconds}`,
    order: sql`published_at DESC, id DESC`,
  }
}

// The plus keeps SQLite from looking up each id of a long list.
function foundBySqlite(asked: string): FoundPosts {
  return {
    from: sql`post_search`,
    where: sql`post_search MATCH ${asked}`,
    id: sql`rowid`,
    tested: sql`+rowid`,
    rank: sql`bm25(post_search, 8.0, 1.0)`,
    order: sql`rowid DESC`,
  }
}

function foundByPostgresql(asked: string): FoundPosts {
  const query = sql`to_tsquery('simple', ${asked})`
  return {
    from: sql`post_search`,
    where: sql`document @@ ${query}`,
    id: sql`post_id`,
    tested: sql`post_id`,
    rank: sql`-ts_rank('{0.1, 0.1, 0.12, 1}', document, ${query})`,
    order: sql`post_id DESC`,
  }
}

function withoutExcluded(dialect: Dialect, { excluded }: SearchTerms): Sql {
  if (excluded.length === 0) return sql`SELECT id FROM posts WHERE 1 = 0`
  const conditions = excluded.map(phrase => {
    const terms = { words: [], phrases: [phrase], excluded: [], isOpen: false }
    return sql`id NOT IN (${matchingPosts(dialect, terms)})`
  })
  return sql`SELECT id FROM posts WHERE ${join(conditions, ' AND ')}`
}

/** What is asked for as the database takes it, each word quoted, so that none is an operator. */
export function matchText(dialect: Dialect, terms: SearchTerms): string {
  const { words, phrases, excluded } = terms
  const quote = dialect === 'sqlite' ? quotePhrase : quoteLexemes
  const openEnd = dialect === 'sqlite' ? '*' : ':*'
  const asked = [
    ...phrases.map(quote),
    ...words.map((word, at) => quote([word]) + (isPrefix(terms, at) ? openEnd : '')),
  ]
  if (asked.length === 0 || excluded.length === 0) {
    return asked.join(dialect === 'sqlite' ? ' ' : ' & ')
  }
  const refused = excluded.map(quote)
  return dialect === 'sqlite'
    ? `(${asked.join(' AND ')}) NOT (${refused.join(' OR ')})`
    : `${asked.join(' & ')} & !(${refused.join(' | ')})`
}

const quotePhrase = (words: string[]): string => `"${words.join(' ').replaceAll('"', '""')}"`

const quoteLexemes = (words: string[]): string => {
  const quoted = words.map(word => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`)
  return quoted.length === 1 ? quoted.join('') : `(${quoted.join(' <-> ')})`
}

const isPrefix = ({ words, isOpen }: SearchTerms, at: number): boolean =>
  isOpen && at === words.length - 1 && countChars(words[at] ?? '') >= MIN_PREFIX_CHARS

/** The posts that hold any of these phrases, each of whole words, as a query to match with. */
function anyPhrase(dialect: Dialect, phrases: string[][]): string {
  const quoted = phrases.map(dialect === 'sqlite' ? quotePhrase : quoteLexemes)
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
