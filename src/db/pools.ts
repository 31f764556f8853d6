import pg from 'pg'

/** How many connections each way to the database may have. */
export type Shares = { read: number; write: number; search: number }

const MOST = { read: 10, write: 6, search: 3 }
const LEAST = 4
const FOR_OTHERS = 1

/**
 * Shares out the connections that this instance may have: as many as `connection_limit` of the address
 * says, else as many as the server lets this role have, less one for backups and the command line.
 */
export async function shareConnections(databaseUrl: string): Promise<Shares> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ least: number | null }>(LIMITS)
    const asked = Number(new URL(databaseUrl).searchParams.get('connection_limit'))
    return share(asked > 0 ? asked : (rows[0]?.least ?? Infinity) - FOR_OTHERS)
  } finally {
    await client.end()
  }
}

// A limit of -1 is none.
const LIMITS = `
  SELECT LEAST(
    (SELECT NULLIF(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
    (SELECT NULLIF(datconnlimit, -1) FROM pg_database WHERE datname = current_database()),
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
  ) AS least`

/** One connection listens for what other instances do; the rest is shared, each way having one at least. */
export function share(limit: number): Shares {
  const rest = Math.max(LEAST, limit) - 1
  const search = Math.min(MOST.search, Math.max(1, Math.floor(rest / 6)))
  const write = Math.min(MOST.write, Math.max(1, Math.floor(rest / 3)))
  return { search, write, read: Math.min(MOST.read, rest - search - write) }
}
