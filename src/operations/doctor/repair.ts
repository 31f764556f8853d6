import type { Context } from '../../context.ts'
import { copyBeside } from '../../db/backup.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import { indexMissingPosts, renderOldPosts } from './aftercare.ts'
import { examineDatabase, readExpected, SYMPTOMS } from './examine.ts'
import type { Treatment } from './finding.ts'
import { listFiles, listStrays } from './media.ts'
import { nameReport, writeReport, type NamedReport, type Report } from './report.ts'

type Options = {
  /** Who asked for it; null on the command line. */
  actorId: number | null
  /** When more posts than this are to be rendered anew, that is left to `blext rerender`. */
  renderLimit: number
  onProgress: (done: number, total: number) => void
}

/**
 * Repairs everything that the examination finds: a whole copy of a SQLite file first, then all rows
 * and rules in one transaction, then, in batches, what is made of the posts (HTML, search). Gives the
 * report, which is written before the transaction is committed; null when nothing was wrong.
 */
export async function repairDatabase(
  context: Context,
  { actorId, renderLimit, onProgress }: Options,
): Promise<NamedReport | null> {
  const { config, db, now } = context
  const findings = await examineDatabase(context)
  if (findings.length === 0) return null
  const at = now()
  // Two repairs may begin in one moment of a clock; the copy of the first is never written over.
  const stamp = `${nameReport(at)}-${process.hrtime.bigint().toString(36).slice(-6)}`
  const name = `${stamp}.json`
  const backup = copyBeside(config.databaseUrl, `doctor-${stamp}`)
  const begun: Report = {
    ...{ at: at.toISOString(), dialect: db.dialect, state: 'prepared', backup, findings },
    ...{ repairs: [], operations: [], rendered: 0, indexed: 0, left: [] },
  }
  const repaired = await treat(context, { actorId, name, report: begun })
  const indexed = await indexMissingPosts(context)
  const rendered = await renderOldPosts(context, { limit: renderLimit, onProgress })
  const left = await examineDatabase(context)
  const done: Report = { ...repaired, state: 'done', rendered, indexed, left }
  writeReport(config.dataDir, name, done)
  return { ...done, name }
}

async function treat(
  { config, db, now, storage }: Context,
  { actorId, name, report }: { actorId: number | null; name: string; report: Report },
): Promise<Report> {
  const expected = await readExpected({ config, db })
  const files = await listFiles(storage)
  const isMediaThere = !report.findings.some(({ code }) => code === 'tables-lost')
  const strays = isMediaThere ? await listStrays({ storage, read: db.read }, files) : []
  return db.repair(async tx => {
    const treatment: Treatment = {
      ...{ tx, expected, now: now(), actorId, files, strays, repairs: [], operations: [] },
    }
    for (const symptom of SYMPTOMS) await symptom.repair(treatment)
    await bumpContentVersion(tx)
    const { repairs, operations } = treatment
    const prepared = { ...report, repairs, operations }
    writeReport(config.dataDir, name, prepared)
    return prepared
  })
}
