import { join, sql, type Dialect, type Sql } from '../db/doors.ts'
import { identifier } from '../db/identifier.ts'
import { momentAsText, textAsMoment } from '../db/moment.ts'

type Kind = 'text' | 'number' | 'truth' | 'moment'

/** The columns of posts that an operation may change one by one; texts and whole posts have cells of their own. */
export const POST_COLUMNS: Readonly<Record<string, Kind>> = {
  category_id: 'number',
  status: 'text',
  slug: 'text',
  published_at: 'moment',
  deleted_at: 'moment',
  title: 'text',
  kind: 'text',
  pinned: 'truth',
  language: 'text',
  canonical_url: 'text',
  cover: 'text',
  noindex: 'truth',
  content_updated_at: 'moment',
}

/** What stands in a column of the post `p`, as its cell says it. */
function columnAsCell(dialect: Dialect, name: string, kind: Kind): Sql {
  const column = sql`p.${identifier(name)}`
  // A column that is a moment would come out as one.
  if (kind === 'moment') return sql`CAST(${momentAsText(dialect, column)} AS TEXT)`
  if (kind === 'number') return sql`CAST(${column} AS TEXT)`
  return kind === 'truth' ? sql`CASE WHEN ${column} THEN '1' ELSE '0' END` : column
}

/** All these columns of the post `p` as cells, each under its name. */
export const columnsAsCells = (dialect: Dialect): Sql =>
  join(
    Object.entries(POST_COLUMNS).map(
      ([name, kind]) => sql`${columnAsCell(dialect, name, kind)} AS ${identifier(name)}`,
    ),
  )

/** What stands now in the column that the field of the row `r` names, of the post `p`, as WHENs of a CASE. */
export const presentColumns = (dialect: Dialect): Sql =>
  join(
    Object.entries(POST_COLUMNS).map(
      ([name, kind]) => sql`WHEN ${name} THEN ${columnAsCell(dialect, name, kind)}`,
    ),
    ' ',
  )

/** Gives a column what the cell `r.after` says. */
export function setColumn(dialect: Dialect, name: string): Sql {
  const column = identifier(name)
  const values: Record<Kind, Sql> = {
    moment: textAsMoment(dialect, sql`r.after`),
    number: sql`CAST(r.after AS INTEGER)`,
    truth: sql`(r.after = '1')`,
    text: sql`r.after`,
  }
  return sql`${column} = ${values[POST_COLUMNS[name] ?? 'text']}`
}
