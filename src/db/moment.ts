import { sql, type Dialect, type Sql } from './doors.ts'

/** A column of time as the ISO text that SQLite stores, alike on both databases. */
export function momentAsText(dialect: Dialect, column: Sql): Sql {
  return dialect === 'sqlite'
    ? column
    : sql`to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"')`
}

/** The reverse of `momentAsText`. */
export function textAsMoment(dialect: Dialect, text: Sql): Sql {
  return dialect === 'sqlite' ? text : sql`CAST(${text} AS TIMESTAMP(3))`
}

/** The text that `momentAsText` gives for a date. */
export function momentText(date: Date): string {
  return date.toISOString().replace('Z', '+00:00')
}

/** A number as a parameter whose type PostgreSQL cannot tell from its place. */
export const integer = (value: number): Sql => sql`CAST(${value} AS INTEGER)`

/** As `integer`, for a date. */
export function moment(dialect: Dialect, value: Date): Sql {
  return dialect === 'sqlite' ? sql`${value}` : sql`CAST(${value} AS TIMESTAMP(3))`
}
