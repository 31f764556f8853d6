import type { Context } from '../../context.ts'
import { sql, type Read } from '../../db/doors.ts'
import { relatePost } from '../../writing/related/relate.ts'
import { readReport } from './runs.ts'

const AT_ONCE = 20
const EVERY_MS = 60_000

/** Finds what is related to the posts of imports while the site is served, also of those from the command line; gives what stops it. */
export function startRelating(context: Context): () => void {
  const timer = setInterval(() => relateImported(context), EVERY_MS).unref()
  relateImported(context)
  return () => clearInterval(timer)
}

/** Goes on in the background with what is related to imported posts, a few at a time, so that other work comes between. */
export function relateImported(context: Context): void {
  context.background.add(async () => {
    if (await relateSome(context)) relateImported(context)
  })
}

// True when there may be more.
async function relateSome(context: Context): Promise<boolean> {
  const { db, closing } = context
  const run = await findUnrelated(db.read)
  if (!run?.operationId || closing.signal.aborted) return false
  const { relatedTo = 0, ...report } = readReport(run)
  const ids = await listPosts(db.read, run.operationId, relatedTo)
  for (const id of ids) await relatePost(db, id)
  const last = ids.at(-1)
  const next = { ...report, ...(last === undefined ? { isRelated: true } : { relatedTo: last }) }
  await db.record(tx =>
    tx.importRun.update({ where: { id: run.id }, data: { report: JSON.stringify(next) } }),
  )
  return true
}

async function findUnrelated(read: Read) {
  const runs = await read.importRun.findMany({
    where: { state: { in: ['done', 'stopped'] }, operation: { undone: null } },
    orderBy: { id: 'desc' },
    take: 20,
  })
  return runs.find(run => run.operationId !== null && readReport(run).isRelated !== true)
}

async function listPosts(read: Read, operationId: number, after: number): Promise<number[]> {
  const rows = await read.query<{ id: number }>(sql`
    SELECT DISTINCT entity_id AS id FROM operation_rows
    WHERE operation_id = ${operationId} AND entity = 'post' AND entity_id > ${after}
    ORDER BY entity_id LIMIT ${AT_ONCE}`)
  return rows.map(({ id }) => id)
}
