import type { Context } from '../../context.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import { join, sql } from '../../db/doors.ts'
import { moment } from '../../db/moment.ts'
import type { RowChange } from '../../history/operations.ts'
import { cleanOldPath } from '../../text/old-path.ts'
import { keepChanges } from './record.ts'
import type { ImportOptions, Run } from './run.ts'

const CHUNK = 200

/** Lets the old addresses of a source that were no documents lead on; one that leads somewhere already stays. */
export async function takeInForwards(run: Run): Promise<void> {
  const { context, source, options, report } = run
  const wanted = new Map(source.forwards.flatMap(({ path, target }) => readForward(path, target)))
  const all = [...wanted]
  for (let start = 0; start < all.length; start += CHUNK) {
    const some = all.slice(start, start + CHUNK)
    const taken = await context.db.read.forward.findMany({
      where: { path: { in: some.map(([path]) => path) } },
      select: { path: true },
    })
    const known = new Set(taken.map(({ path }) => path))
    const fresh = some.filter(([path]) => !known.has(path))
    report.redirects += fresh.length
    if (!options.dryRun && fresh.length > 0) await storeForwards(run, fresh)
  }
}

function readForward(path: string, target: string): [string, string][] {
  const from = cleanOldPath(path)
  const isOwn = /^\/(?!\/)[^\s\\]*$/u.test(target)
  const isWeb = URL.canParse(target) && /^https?:$/u.test(new URL(target).protocol)
  return from === null || from === target || !(isOwn || isWeb) ? [] : [[from, target]]
}

/** Stores addresses that lead elsewhere, as part of the import's operation. */
export function storeForwards(
  { context, options }: { context: Context; options: Pick<ImportOptions, 'operationId'> },
  some: [string, string][],
): Promise<void> {
  return context.db.write(async tx => {
    const at = moment(tx.dialect, context.now())
    const rows = some.map(([path, target]) => sql`(${path}, ${target}, ${at})`)
    const made = await tx.query<{ id: number; path: string; target: string }>(sql`
      INSERT INTO forwards (path, target, created_at) VALUES ${join(rows)}
      ON CONFLICT (path) DO NOTHING RETURNING id, path, target`)
    await bumpContentVersion(tx)
    if (options.operationId === undefined) return
    const changes = made.map(({ id, path, target }): RowChange => ({
      ...{ entity: 'forward', entityId: id, field: path, before: null, after: target },
    }))
    await keepChanges(tx, options.operationId, changes)
  })
}
