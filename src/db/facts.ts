import type { Key } from './blueprint.ts'
import { sql, type Read } from './doors.ts'

type Door = Pick<Read, 'dialect' | 'query'>

/** What a database really guards, which may be less than what the migrations said. */
export type Facts = {
  tables: Set<string>
  /** `table.column` of each that takes no NULL. */
  required: Set<string>
  /** `table.column` of each that exists. */
  columns: Set<string>
  /** `table(column,column)` of each key that stands, in the order of `nameOfKey`. */
  keys: Set<string>
}

/** A key as `Facts` writes it. */
export const nameOfKey = ({ table, columns }: Key): string =>
  `${table}(${[...columns].sort().join(',')})`

/** Reads what stands, from the database's own catalogue. */
export async function readFacts(read: Door): Promise<Facts> {
  const columns = await (read.dialect === 'sqlite' ? sqliteColumns(read) : postgresqlColumns(read))
  const keys = await (read.dialect === 'sqlite' ? sqliteKeys(read) : postgresqlKeys(read))
  const byKey = new Map<string, Key>()
  for (const { key, owner, name } of keys) {
    const known = byKey.get(key) ?? { table: owner, columns: [] }
    byKey.set(key, { ...known, columns: [...known.columns, name] })
  }
  const place = (row: ColumnRow) => `${row.owner}.${row.name}`
  return {
    tables: new Set(columns.map(({ owner }) => owner)),
    columns: new Set(columns.map(place)),
    required: new Set(columns.filter(row => Number(row.required) === 1).map(place)),
    keys: new Set([...byKey.values()].map(nameOfKey)),
  }
}

type ColumnRow = { owner: string; name: string; required: number | bigint }
type KeyRow = { key: string; owner: string; name: string }

function sqliteColumns(read: Door): Promise<ColumnRow[]> {
  return read.query(sql`
    SELECT m.name AS owner, c.name AS name, c."notnull" AS required
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`)
}

function postgresqlColumns(read: Door): Promise<ColumnRow[]> {
  return read.query(sql`
    SELECT r.relname::text AS owner, a.attname::text AS name, a.attnotnull::int AS required
    FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid
    WHERE r.relnamespace = current_schema()::regnamespace AND r.relkind IN ('r', 'p')
      AND a.attnum > 0 AND NOT a.attisdropped`)
}

// The number of a row is its key already when the key is one INTEGER: no index says so.
function sqliteKeys(read: Door): Promise<KeyRow[]> {
  return read.query(sql`
    SELECT m.name || ' primary' AS key, m.name AS owner, c.name AS name
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk > 0
    UNION ALL
    SELECT i.name AS key, m.name AS owner, x.name AS name
    FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) x
    WHERE m.type = 'table' AND i."unique" = 1 AND i.partial = 0 AND i.origin <> 'pk'`)
}

function postgresqlKeys(read: Door): Promise<KeyRow[]> {
  return read.query(sql`
    SELECT i.indexrelid::text AS key, r.relname::text AS owner, a.attname::text AS name
    FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE r.relnamespace = current_schema()::regnamespace AND i.indisunique AND i.indisvalid
      AND i.indpred IS NULL`)
}
