import { join, sql, type Dialect, type Sql } from './doors.ts'
import { identifier } from './identifier.ts'

/** Columns as one JSON object, every value exactly as it is stored; `values` gives the SQL of each. */
export function asJson(dialect: Dialect, values: Record<string, Sql>): Sql {
  const pairs = Object.entries(values).map(([name, value]) => sql`CAST(${name} AS TEXT), ${value}`)
  if (pairs.length === 0) return sql`'{}'`
  return dialect === 'sqlite'
    ? sql`json_object(${join(pairs)})`
    : sql`CAST(json_build_object(${join(pairs)}) AS TEXT)`
}

/** The columns of the row `t` as one JSON object. */
export function rowAsJson(dialect: Dialect, columns: readonly string[]): Sql {
  return asJson(
    dialect,
    Object.fromEntries(columns.map(column => [column, sql`t.${identifier(column)}`])),
  )
}

/** One column out of a JSON object that `asJson` made, with the type that it has in its table. */
export function columnOfJson(
  dialect: Dialect,
  { table, column, json }: { table: string; column: string; json: string },
): Sql {
  return dialect === 'sqlite'
    ? sql`json_extract(${json}, ${`$.${column}`})`
    : sql`(json_populate_record(CAST(NULL AS ${identifier(table)}), CAST(${json} AS json))).${identifier(column)}`
}
