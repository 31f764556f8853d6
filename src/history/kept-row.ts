import { sql, type Dialect, type Sql } from '../db/doors.ts'
import { momentAsText, textAsMoment } from '../db/moment.ts'

const LINE = sql`'\n'`

/** What a cell says to people and to sums: its first line; the others are for who puts the row back. */
export const firstLine = (cell: string): string => cell.split('\n', 1)[0] ?? cell

/**
 * A whole row of `blog_tag` (called `b`) as one cell. The first line is its place; behind it stand
 * when and by which operation it was added, so that it can come back as it was. A row that is to be
 * made anew has the first line only.
 */
export const joinAsCell = (dialect: Dialect): Sql =>
  asCell(dialect, {
    value: sql`CAST(b.position AS TEXT)`,
    moment: sql`b.added_at`,
    number: sql`b.operation_id`,
  })

/** As `joinAsCell`, for an alias or a redirect (called `t`); `value` is its name or its path. */
export const nameAsCell = (dialect: Dialect, value: Sql): Sql =>
  asCell(dialect, { value, moment: sql`t.created_at`, number: sql`t.id` })

type Row = { value: Sql; moment: Sql; number: Sql }

const asCell = (dialect: Dialect, { value, moment, number }: Row): Sql => sql`
  ${value} || ${LINE} || ${momentAsText(dialect, moment)} || ${LINE}
    || COALESCE(CAST(${number} AS TEXT), '')`

/** The lines of a cell, as SQL: a text, a moment and a number; NULL what it does not keep. */
export function linesOf(dialect: Dialect, cell: Sql): Row {
  const [first, second, third] =
    dialect === 'sqlite'
      ? cutLines(cell)
      : [part(cell, sql`1`), part(cell, sql`2`), part(cell, sql`3`)]
  return {
    value: first,
    moment: textAsMoment(dialect, sql`NULLIF(${second}, '')`),
    number: sql`CAST(NULLIF(${third}, '') AS INTEGER)`,
  }
}

const part = (cell: Sql, number: Sql): Sql => sql`split_part(${cell}, ${LINE}, ${number})`

function cutLines(cell: Sql): [Sql, Sql, Sql] {
  const end = (text: Sql) => sql`instr(${text} || ${LINE}, ${LINE})`
  const first = (text: Sql) => sql`substr(${text}, 1, ${end(text)} - 1)`
  const rest = (text: Sql) => sql`substr(${text}, ${end(text)} + 1)`
  return [first(cell), first(rest(cell)), rest(rest(cell))]
}
