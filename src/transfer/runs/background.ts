import type { Context } from '../../context.ts'
import { mark } from '../../i18n/translate.ts'
import { removeUpload, unpackUpload, zipLimits } from './files.ts'
import { relateImported } from './relate.ts'
import type { RunReport } from './runs.ts'
import { workOnRun } from './work.ts'

/** Works the plan of a run out after the answer, from what was handed over. */
export function planLater(context: Context, id: number): void {
  context.slowWork.add(() => planRun(context, id))
}

/** Applies a run after the answer, or goes on with one that was interrupted. */
export function applyLater(context: Context, id: number): void {
  context.slowWork.add(() => applyRun(context, id))
}

async function planRun(context: Context, id: number): Promise<void> {
  const { config, db } = context
  const run = await db.read.importRun.findUnique({ where: { id } })
  if (!run) return
  const unpacked = await unpackUpload(run.path, zipLimits(config.maxImportBytes))
  if (!unpacked.ok) {
    const { text, parameters } = unpacked
    await fail(context, id, { refused: { text, parameters } })
    await removeUpload(config.dataDir, run.path)
    return
  }
  await db.write(async tx => {
    await tx.importRun.update({ where: { id }, data: { path: unpacked.path } })
    await tx.importLine.deleteMany({ where: { runId: id } })
  })
  await work(context, id, true)
}

async function applyRun(context: Context, id: number): Promise<void> {
  await work(context, id, false)
  const run = await context.db.read.importRun.findUnique({ where: { id } })
  if (run?.state === 'done') await removeUpload(context.config.dataDir, run.path)
  relateImported(context)
}

async function work(context: Context, id: number, dryRun: boolean): Promise<void> {
  const worked = await workOnRun(context, id, { dryRun })
  if (worked.kind === 'busy') await fail(context, id, { refused: BUSY })
}

const BUSY = { text: mark('Another import was at work; try again.'), parameters: {} }

function fail({ db }: Context, id: number, report: RunReport): Promise<unknown> {
  const data = { state: 'failed', report: JSON.stringify(report) }
  return db.write(tx => tx.importRun.updateMany({ where: { id }, data }))
}
