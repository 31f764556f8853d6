import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { listMigrations } from './migrations.ts'

/** A column as the migrations make it; `fallback` is what stands in for a missing value, as SQL. */
export type Column = { name: string; required: boolean; fallback: string }

export type Reference = {
  table: string
  column: string
  parent: string
  onDelete: 'CASCADE' | 'SET NULL' | 'RESTRICT'
  required: boolean
}

/** Columns that no two rows share; the first of a table is its primary key. */
export type Key = { table: string; columns: string[] }

export type SchemaObject = { type: string; name: string; table: string; sql: string }

/** What the migrations make of an empty database: alike on both databases, but for the statements. */
export type Blueprint = {
  columns: Map<string, Column[]>
  references: Reference[]
  keys: Key[]
  /** The statements that made it, for SQLite. */
  objects: SchemaObject[]
}

/** Builds a database in memory as the migrations would, and reads how it is made. */
export function readBlueprint(directory: string): Blueprint {
  const database = new SQLite(':memory:')
  try {
    for (const name of listMigrations(directory, 'sqlite')) {
      database.exec(readFileSync(join(directory, 'sqlite', name, 'migration.sql'), 'utf8'))
    }
    const objects = database.prepare(OBJECTS).all() as SchemaObject[]
    const tables = objects.filter(({ type, sql }) => type === 'table' && !sql.includes('VIRTUAL'))
    const names = tables.map(({ name }) => name)
    return {
      objects,
      columns: new Map(names.map(name => [name, readColumns(database, name)])),
      references: names.flatMap(name => readReferences(database, name)),
      keys: names.flatMap(name => readKeys(database, name)),
    }
  } finally {
    database.close()
  }
}

// FTS5 keeps tables of its own below the search table.
export const OBJECTS = `SELECT type, name, tbl_name AS "table", sql FROM sqlite_master
  WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    AND name NOT LIKE 'post\\_search\\_%' ESCAPE '\\'
  ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END`

type TableInfo = { name: string; type: string; notnull: number; dflt_value: unknown; pk: number }

const EMPTY_VALUES: Record<string, string> = {
  DATETIME: "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
  TEXT: "''",
}

function readColumns(database: SQLite.Database, table: string): Column[] {
  const rows = database.pragma(`table_info("${table}")`) as TableInfo[]
  return rows.map(({ name, type, notnull, dflt_value: fallback }) => ({
    name,
    required: notnull === 1,
    fallback: typeof fallback === 'string' ? fallback : (EMPTY_VALUES[type] ?? '0'),
  }))
}

type ForeignKey = { table: string; from: string; on_delete: string }

function readReferences(database: SQLite.Database, table: string): Reference[] {
  const required = new Set(
    readColumns(database, table)
      .filter(column => column.required)
      .map(({ name }) => name),
  )
  const rows = database.pragma(`foreign_key_list("${table}")`) as ForeignKey[]
  return rows.map(({ table: parent, from, on_delete: onDelete }) => ({
    ...{ table, column: from, parent, required: required.has(from) },
    onDelete: onDelete as Reference['onDelete'],
  }))
}

function readKeys(database: SQLite.Database, table: string): Key[] {
  const rows = database.pragma(`table_info("${table}")`) as TableInfo[]
  const primary = rows.filter(({ pk }) => pk > 0).map(({ name }) => name)
  const indexes = database.pragma(`index_list("${table}")`) as {
    name: string
    unique: number
    origin: string
  }[]
  const others = indexes
    .filter(({ unique, origin }) => unique === 1 && origin !== 'pk')
    .map(({ name }) => {
      const columns = database.pragma(`index_info("${name}")`) as { name: string }[]
      return columns.map(column => column.name)
    })
  return [primary, ...others].map(columns => ({ table, columns }))
}
