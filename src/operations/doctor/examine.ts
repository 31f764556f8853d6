import { MIGRATIONS, type Context } from '../../context.ts'
import { readBlueprint } from '../../db/blueprint.ts'
import type { Dialect } from '../../db/doors.ts'
import { readFacts } from '../../db/facts.ts'
import { readPostgresqlObjects, type Expected } from '../../db/structure.ts'
import { addresses } from './addresses.ts'
import { aliases } from './aliases.ts'
import { expired } from './expired.ts'
import { file } from './file.ts'
import type { Finding, Symptom } from './finding.ts'
import { forwards } from './forwards.ts'
import { links } from './links.ts'
import { listFiles, media } from './media.ts'
import { names } from './names.ts'
import { numbers } from './numbers.ts'
import { references } from './references.ts'
import { rendering } from './rendering.ts'
import { sumUp } from './rows.ts'
import { search } from './search.ts'
import { state } from './state.ts'
import { listMissingTables, structure, tables } from './structure.ts'
import { sameIds, twins } from './twins.ts'
import { values } from './values.ts'

/**
 * In the order of the repair: rows that no rule would let in, then the rules themselves, and only
 * then what needs them, such as operations of the history.
 */
export const SYMPTOMS: readonly Symptom[] = [
  ...[tables, file, state, sameIds, values, references, twins, search, structure],
  ...[numbers, addresses, forwards, aliases, names, links, rendering, media, expired],
]

/** Looks at everything and changes nothing. */
export async function examineDatabase(
  context: Pick<Context, 'config' | 'db' | 'now' | 'storage'>,
): Promise<Finding[]> {
  const { db, now, storage } = context
  const { read } = db
  const expected = await readExpected(context)
  const files = await listFiles(storage)
  const { blueprint } = expected
  const patient = { read, facts: await readFacts(read), blueprint, expected, now: now(), files }
  // The others read every table; they have their say when all are there again.
  if (listMissingTables(patient).length > 0) return tables.find(patient)
  const found: Finding[] = []
  for (const symptom of SYMPTOMS) found.push(...(await symptom.find(patient)))
  return sumUp(found)
}

// The migrations do not change while the program runs, and what they make takes a second to find out.
const known = new Map<string, Promise<Expected>>()

/** What the database should be like. */
export function readExpected({ config, db }: Pick<Context, 'config' | 'db'>): Promise<Expected> {
  const server = db.dialect === 'sqlite' ? '' : new URL(config.databaseUrl).host
  const kept = known.get(server)
  if (kept) return kept
  const expected = findExpected(config.databaseUrl, db.dialect)
  known.set(server, expected)
  expected.catch(() => known.delete(server))
  return expected
}

async function findExpected(databaseUrl: string, dialect: Dialect): Promise<Expected> {
  return {
    blueprint: readBlueprint(MIGRATIONS),
    postgresql: dialect === 'sqlite' ? [] : await readPostgresqlObjects(databaseUrl, MIGRATIONS),
  }
}
