import pg from 'pg'
import { isLeftOut, kindOfType, quote, type DumpTable, type Row } from './cells.ts'
import type { Snapshot } from './snapshot.ts'

const BATCH = 100

/** A transaction that sees one state for as long as it runs. */
export async function openPostgresqlSnapshot(connectionString: string): Promise<Snapshot> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 })
  // A lost connection makes the next question fail; by itself it must not end the process.
  client.on('error', () => undefined)
  await client.connect()
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  return {
    dialect: 'postgresql',
    migrations: await listMigrations(client),
    tables: await listTables(client),
    batches: table => readBatches(client, table),
    count: async ({ name }) => {
      const { rows } = await client.query<{ count: string }>(
        `SELECT count(*) AS count FROM ${quote(name)}`,
      )
      return Number(rows[0]?.count ?? 0)
    },
    sequences: await readSequences(client),
    close: () => client.end(),
  }
}

async function listMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1',
  )
  return rows.map(({ name }) => name)
}

type ColumnRow = { owner: string; name: string; type: string; place: number | null }

/** The tables with their columns, as the catalogue has them. */
export async function listTables(client: pg.Client): Promise<DumpTable[]> {
  const { rows } = await client.query<ColumnRow>(`
    SELECT r.relname::text AS owner, a.attname::text AS name,
      format_type(a.atttypid, a.atttypmod) AS type, array_position(i.indkey::int[], a.attnum::int) AS place
    FROM pg_class r JOIN pg_attribute a ON a.attrelid = r.oid
    LEFT JOIN pg_index i ON i.indrelid = r.oid AND i.indisprimary
    WHERE r.relnamespace = current_schema()::regnamespace AND r.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY r.relname::text COLLATE "C", a.attname::text COLLATE "C"`)
  const tables = new Map<string, ColumnRow[]>()
  for (const row of rows.filter(({ owner }) => !isLeftOut(owner))) {
    tables.set(row.owner, [...(tables.get(row.owner) ?? []), row])
  }
  return [...tables].map(([name, columns]) => ({
    name,
    columns: columns.map(column => ({ name: column.name, kind: kindOfType(column.type) })),
    key: columns
      .filter(({ place }) => place !== null)
      .sort((a, b) => (a.place ?? 0) - (b.place ?? 0))
      .map(column => column.name),
  }))
}

async function readSequences(client: pg.Client): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; last: string | null }>(`
    SELECT t.relname::text AS name, s.last_value::text AS last
    FROM pg_sequences s
    JOIN pg_class q ON q.relname = s.sequencename AND q.relnamespace = current_schema()::regnamespace
    JOIN pg_depend d ON d.objid = q.oid AND d.deptype = 'a'
    JOIN pg_class t ON t.oid = d.refobjid
    WHERE s.schemaname = current_schema() AND s.last_value IS NOT NULL`)
  return Object.fromEntries(
    rows.filter(({ name }) => !isLeftOut(name)).map(({ name, last }) => [name, Number(last)]),
  )
}

async function* readBatches(client: pg.Client, table: DumpTable): AsyncIterable<Row[]> {
  await client.query(`DECLARE dumped NO SCROLL CURSOR FOR
    SELECT ${table.columns.map(readColumn).join(', ')} FROM ${quote(table.name)} t ORDER BY ${orderOf(table)}`)
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${BATCH} FROM dumped`)
    if (rows.length === 0) break
    yield rows
  }
  await client.query('CLOSE dumped')
}

// The same order on every server, whatever its language is: that of the bytes.
const orderOf = ({ columns, key }: DumpTable): string =>
  key
    .map(name => {
      const isText = columns.some(column => column.name === name && column.kind === 'text')
      return `t.${quote(name)}${isText ? ' COLLATE "C"' : ''}`
    })
    .join(', ')

function readColumn({ name, kind }: DumpTable['columns'][number]): string {
  const column = `t.${quote(name)}`
  return kind === 'moment'
    ? `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ${quote(name)}`
    : column
}
