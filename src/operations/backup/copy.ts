import { createHash } from 'node:crypto'
import { loadDatabase } from '../../db/dump/load.ts'
import { openSnapshot } from '../../db/dump/snapshot.ts'
import { migrateDatabase } from '../../db/migrate.ts'
import { writeLines } from './lines.ts'
import { countPresent, isDeserted } from './present.ts'
import { BackupFault } from './read.ts'
import { isEmptySite } from './restore.ts'

/** A table of both databases: how many rows it has in each, and whether all of them are equal. */
export type ComparedTable = { name: string; from: number; to: number; equal: boolean }

const NO_BLOG = 'There is no blog at the address to copy from.'
const TAKEN = 'There is a blog at the other address already: nothing was copied.'

type Addresses = { from: string; to: string; migrations: string }

/** Copies a blog's database into another, empty one, of the other kind even, and compares both row by row. */
export async function copyDatabase({ from, to, migrations }: Addresses): Promise<ComparedTable[]> {
  if ((await countPresent(from)) === null) throw new BackupFault(NO_BLOG)
  if (!(await isEmptySite(to, migrations))) throw new BackupFault(TAKEN)
  await migrateDatabase(from, migrations)
  const source = await openSnapshot(from)
  try {
    const { tables, sequences } = source
    const load = {
      ...{ migrations: source.migrations, sequences },
      tables: tables.map(table => ({ name: table.name, batches: () => source.batches(table) })),
    }
    await loadDatabase(to, load, migrations)
  } finally {
    await source.close()
  }
  return compareDatabases(from, to)
}

/** What `copyDatabase` would copy: the tables with their rows. Refuses what it would refuse, and reads only. */
export async function foretellCopy({
  from,
  to,
}: Pick<Addresses, 'from' | 'to'>): Promise<{ name: string; rows: number }[]> {
  const present = await countPresent(from)
  if (present === null) throw new BackupFault(NO_BLOG)
  if (!isDeserted(await countPresent(to))) throw new BackupFault(TAKEN)
  return [...present].map(([name, rows]) => ({ name, rows }))
}

/** Compares two databases table by table; what counts changes, which moves with each copy, is left out. */
export async function compareDatabases(from: string, to: string): Promise<ComparedTable[]> {
  const [ours, theirs] = [await digestTables(from), await digestTables(to)]
  const names = new Set([...ours.keys(), ...theirs.keys()])
  return [...names]
    .filter(name => name !== 'site_state')
    .sort()
    .map(name => {
      const [a, b] = [ours.get(name), theirs.get(name)]
      const equal = a !== undefined && a.sha256 === b?.sha256
      return { name, from: a?.rows ?? 0, to: b?.rows ?? 0, equal }
    })
}

type Digest = { rows: number; sha256: string }

async function digestTables(databaseUrl: string): Promise<Map<string, Digest>> {
  const snapshot = await openSnapshot(databaseUrl)
  try {
    const digests = new Map<string, Digest>()
    for (const table of snapshot.tables) {
      const hash = createHash('sha256')
      for await (const lines of writeLines(snapshot.batches(table))) hash.update(lines)
      const rows = await snapshot.count(table)
      digests.set(table.name, { rows, sha256: hash.digest('hex') })
    }
    return digests
  } finally {
    await snapshot.close()
  }
}
