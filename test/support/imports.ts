import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { addRun } from '../../src/transfer/runs/runs.ts'
import { workOnRun, type WorkOptions } from '../../src/transfer/runs/work.ts'
import type { Site } from './site.ts'

/** Writes files into a folder; the keys are their paths. */
export function writeFiles(folder: string, files: Record<string, string | Buffer>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** Imports a path as one operation, as the command line does; gives the run and the operation. */
export async function importPath(
  site: Site,
  path: string,
  { author = '', ...options }: Partial<WorkOptions> & { author?: string } = {},
) {
  const { db, now } = site.context
  const run = { format: '', name: 'blog', path, author, personId: null }
  const { id } = await db.write(tx => addRun(tx, run, now()))
  return { id, ...(await continueRun(site, id, options)) }
}

/** Goes on with a run, or begins it. */
export async function continueRun(site: Site, id: number, options: Partial<WorkOptions> = {}) {
  const worked = await workOnRun(site.context, id, { dryRun: false, ...options })
  if (worked.kind === 'busy') throw new Error('Another import is at work.')
  const { imported, operationId } = worked
  if (!imported.ok) throw new Error(imported.text)
  return { imported, operationId: operationId ?? 0 }
}
