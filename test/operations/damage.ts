import SQLite from 'better-sqlite3'
import pg from 'pg'
import type { Site } from '../support/site.ts'

/** Runs statements on the database of a site as a careless person would: by hand, foreign keys off. */
export async function damage(site: Site, statements: readonly string[]): Promise<void> {
  // What goes on behind an answer would meet the damage.
  await site.context.background.idle()
  const { databaseUrl } = site.context.config
  if (site.dialect === 'sqlite') {
    const database = new SQLite(databaseUrl.slice('file:'.length))
    database.pragma('foreign_keys = OFF')
    for (const statement of statements) database.exec(statement)
    database.close()
    return
  }
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Changes a table of a SQLite file while one of its indexes is out of sight, as a broken disk would. */
export function hideFromIndex(path: string, index: string, statements: readonly string[]): void {
  const hidden = openUnsafe(path)
  const row = hidden.prepare('SELECT * FROM sqlite_schema WHERE name = ?').get(index)
  hidden.prepare('DELETE FROM sqlite_schema WHERE name = ?').run(index)
  hidden.close()
  const database = new SQLite(path)
  for (const statement of statements) database.exec(statement)
  database.close()
  const shown = openUnsafe(path)
  shown
    .prepare('INSERT INTO sqlite_schema VALUES (@type, @name, @tbl_name, @rootpage, @sql)')
    .run(row)
  shown.close()
}

function openUnsafe(path: string) {
  const database = new SQLite(path)
  database.unsafeMode()
  database.pragma('writable_schema = ON')
  return database
}

/** Takes every key, rule and trigger off the tables, so that they hold whatever they are given. */
export function loseRules(site: Site, tables: readonly string[]): Promise<void> {
  return damage(site, site.dialect === 'sqlite' ? tables.map(copyTable) : tables.map(dropRules))
}

// A copy has the values of a table and nothing else of it.
const copyTable = (table: string): string => `
  CREATE TABLE damaged AS SELECT * FROM "${table}";
  DROP TABLE "${table}";
  CREATE TABLE "${table}" AS SELECT * FROM damaged;
  DROP TABLE damaged;`

const dropRules = (table: string): string => `
  DO $$ DECLARE rule record; BEGIN
    FOR rule IN SELECT conname FROM pg_constraint
      WHERE conrelid = '"${table}"'::regclass AND contype IN ('p', 'u', 'c', 'f') LOOP
      EXECUTE format('ALTER TABLE "${table}" DROP CONSTRAINT IF EXISTS %I CASCADE', rule.conname);
    END LOOP;
    FOR rule IN SELECT indexrelid::regclass AS name FROM pg_index
      WHERE indrelid = '"${table}"'::regclass LOOP
      EXECUTE format('DROP INDEX IF EXISTS %s', rule.name);
    END LOOP;
    FOR rule IN SELECT attname FROM pg_attribute
      WHERE attrelid = '"${table}"'::regclass AND attnum > 0 AND attnotnull AND NOT attisdropped LOOP
      EXECUTE format('ALTER TABLE "${table}" ALTER COLUMN %I DROP NOT NULL', rule.attname);
    END LOOP;
    FOR rule IN SELECT tgname FROM pg_trigger
      WHERE tgrelid = '"${table}"'::regclass AND NOT tgisinternal LOOP
      EXECUTE format('DROP TRIGGER %I ON "${table}"', rule.tgname);
    END LOOP;
  END $$`
