import pg from 'pg'
import { quote } from './cells.ts'
import type { Load } from './load.ts'
import { listTables } from './snapshot-postgresql.ts'

type ForeignKey = { owner: string; name: string }

/** Fills a PostgreSQL database; who reads it meanwhile sees what was there, until all is. */
export async function loadIntoPostgresql(connectionString: string, load: Load): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    await client.query('BEGIN')
    const version = await readVersion(client)
    const keys = await listForeignKeys(client)
    await alterKeys(client, keys, 'DEFERRABLE INITIALLY DEFERRED')
    const tables = (await listTables(client)).map(({ name }) => quote(name))
    await client.query(`TRUNCATE ${[...tables, '"post_search"'].join(', ')} CASCADE`)
    for (const { name, batches } of load.tables) {
      for await (const rows of batches()) await insertRows(client, name, JSON.stringify(rows))
    }
    await client.query('SET CONSTRAINTS ALL IMMEDIATE')
    await alterKeys(client, keys, 'NOT DEFERRABLE')
    await keepSequences(client, load.sequences)
    // Other instances keep pages under the numbers of what was there before.
    await client.query(
      'UPDATE site_state SET content_version = GREATEST(content_version, $1) + 1',
      [version],
    )
    await client.query('COMMIT')
  } finally {
    await client.end()
  }
}

async function readVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'SELECT content_version AS version FROM site_state',
  )
  return rows[0]?.version ?? 0
}

async function listForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(`
    SELECT r.relname::text AS owner, c.conname::text AS name
    FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
    WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace`)
  return rows
}

async function alterKeys(client: pg.Client, keys: ForeignKey[], manner: string): Promise<void> {
  for (const { owner, name } of keys) {
    await client.query(`ALTER TABLE ${quote(owner)} ALTER CONSTRAINT ${quote(name)} ${manner}`)
  }
}

async function insertRows(client: pg.Client, name: string, rows: string): Promise<void> {
  await client.query(
    `INSERT INTO ${quote(name)} SELECT * FROM json_populate_recordset(NULL::${quote(name)}, $1::json)`,
    [rows],
  )
}

// SQLite also counts for tables whose key is another's number; here those have no sequence.
async function keepSequences(client: pg.Client, sequences: Load['sequences']): Promise<void> {
  for (const [name, last] of Object.entries(sequences)) {
    await client.query(
      `SELECT setval(pg_get_serial_sequence($1, attname), GREATEST($2::bigint, 1)) FROM pg_attribute
       WHERE attrelid = to_regclass($1) AND attname = 'id'
         AND pg_get_serial_sequence($1, attname) IS NOT NULL`,
      [quote(name), last],
    )
  }
}
