import { sql, type Dialect, type Sql } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import type { Finding, Symptom } from './finding.ts'

/** The column of the search index that holds the id of a post. */
const indexed = (dialect: Dialect): Sql => (dialect === 'sqlite' ? sql`rowid` : sql`post_id`)

/** Rows of no post; on PostgreSQL, whose index may have lost its key, second ones of a post too. */
const tooMany = (dialect: Dialect): Sql =>
  dialect === 'sqlite'
    ? sql`post_search WHERE rowid NOT IN (SELECT id FROM posts WHERE id IS NOT NULL)`
    : sql`post_search WHERE post_id IS NULL
        OR post_id NOT IN (SELECT id FROM posts WHERE id IS NOT NULL)
        OR ctid IN (SELECT rid FROM (SELECT ctid AS rid,
          row_number() OVER (PARTITION BY post_id ORDER BY ctid) AS n FROM post_search) d WHERE n > 1)`

/** The posts that the search does not know, as the end of a SELECT. */
export const unindexedPosts = (dialect: Dialect): Sql =>
  sql`FROM posts WHERE id NOT IN (SELECT ${indexed(dialect)} FROM post_search)`

/** What the search index has too much or too little; what it lacks is added after the transaction. */
export const search: Symptom = {
  find: async ({ read }) => {
    const [extra] = await read.query<Counted>(
      sql`SELECT count(*) AS count FROM ${tooMany(read.dialect)}`,
    )
    const [missing] = await read.query<Counted>(
      sql`SELECT count(*) AS count ${unindexedPosts(read.dialect)}`,
    )
    const found: Finding[] = [
      {
        code: 'search-too-much',
        text: mark('The search knows posts that do not exist.'),
        plan: mark('They are taken out of the search.'),
        ...{ count: Number(extra?.count ?? 0), rows: [] },
      },
      {
        code: 'search-too-little',
        text: mark('The search does not find posts that exist.'),
        plan: mark('They are put into the search.'),
        ...{ count: Number(missing?.count ?? 0), rows: [] },
      },
    ]
    return found.filter(({ count }) => count > 0)
  },
  repair: async ({ tx, repairs }) => {
    const count = await tx.execute(sql`DELETE FROM ${tooMany(tx.dialect)}`)
    if (count > 0) repairs.push({ code: 'search-too-much', table: 'post_search', rows: [], count })
  },
}

type Counted = { count: number | bigint }
