import { existsSync } from 'node:fs'
import type { Context } from '../../context.ts'
import type { Tx } from '../../db/doors.ts'
import type { ImportRun } from '../../db/generated/sqlite/client.ts'
import { importOwner, takeImport } from '../../history/import-at-work.ts'
import { dropOperation, startOperation, summarise } from '../../history/operations.ts'
import { mark } from '../../i18n/translate.ts'
import { tellImport } from '../../outbox/posts.ts'
import type { Imported } from '../engine/import.ts'
import { storeLines } from '../engine/lines.ts'
import type { News } from '../engine/news.ts'
import { findFormat, guessFormat, type Format } from '../formats.ts'
import type { ImportReport } from '../report.ts'
import { beat, claimRun, type RunReport, type RunState } from './runs.ts'

const BEAT_MS = 5_000
const SHOWN_NAMES = 200

export type WorkOptions = {
  /** Says what would come of it, and writes nothing but that. */
  dryRun: boolean
  admin?: string | undefined
  /** Puts the posts of an export whose files are gone into the trash. */
  deleteMissing?: boolean
  onProgress?: (done: number, total: number | null) => void
}

/** What came of an import; `busy`: another one is at work. */
export type Worked =
  { kind: 'busy' } | { kind: 'ended'; imported: Imported; operationId: number | null }

/** Plans an import or applies it, whole or from where it was interrupted; the run says all the while how far it is. */
export async function workOnRun(
  context: Context,
  id: number,
  options: WorkOptions,
): Promise<Worked> {
  const { db, now, log } = context
  const state = options.dryRun ? 'planning' : 'applying'
  const leave = takeImport(id)
  const run = await db.write(tx => takeRun(tx, id, state, now()))
  if (!run) {
    leave()
    return { kind: 'busy' }
  }
  const beating = setInterval(() => {
    db.record(tx => beat(tx, id, now())).catch((err: unknown) => log.warn({ err }, 'no beat'))
  }, BEAT_MS)
  try {
    const begun = options.dryRun ? run : await db.write(tx => beginOperation(tx, run, now()))
    const imported = await perform(context, begun, {
      ...options,
      isResumed: run.operationId !== null && run.operationId === begun.operationId,
    })
    const operationId = await db.write(tx => endRun(tx, begun, { imported, ...options }, now()))
    return { kind: 'ended', imported, operationId }
  } catch (error) {
    await db.write(tx => failRun(tx, id))
    throw error
  } finally {
    clearInterval(beating)
    leave()
  }
}

async function takeRun(
  tx: Tx,
  id: number,
  state: 'planning' | 'applying',
  now: Date,
): Promise<ImportRun | null> {
  const run = await claimRun(tx, id, state, now)
  const report: RunReport = { owner: importOwner() }
  const data = { report: JSON.stringify(report) }
  return run && tx.importRun.update({ where: { id }, data })
}

const FAILED: RunReport = {
  refused: { text: mark('It failed in the middle; the log says why.'), parameters: {} },
}

async function failRun(tx: Tx, id: number): Promise<void> {
  const data = { state: 'failed', report: JSON.stringify(FAILED) }
  await tx.importRun.update({ where: { id }, data })
}

// An operation that was undone meanwhile is not added to.
async function beginOperation(tx: Tx, run: ImportRun, now: Date): Promise<ImportRun> {
  const { id, name, operationId, personId } = run
  const present =
    operationId === null
      ? null
      : await tx.operation.findFirst({ where: { id: operationId, undone: null } })
  if (present) return run
  const summary = { text: mark('Import of “{name}”, not finished'), name }
  const started = await startOperation(tx, { kind: 'import', summary, actorId: personId }, now)
  await tx.importLine.updateMany({ where: { runId: id }, data: { applied: false } })
  return tx.importRun.update({ where: { id }, data: { operationId: started } })
}

async function perform(
  context: Context,
  run: ImportRun,
  { dryRun, isResumed, onProgress, ...given }: WorkOptions & { isResumed: boolean },
): Promise<Imported> {
  if (!existsSync(run.path)) {
    const text = mark('There is nothing at {path}.')
    return { ok: false, text, parameters: { path: run.name } }
  }
  const format = await chooseFormat(run)
  if (!format) {
    const text = mark('Nobody here knows how to read “{name}”. Choose its format.')
    return { ok: false, text, parameters: { name: run.name } }
  }
  const { id, operationId, author, createdAt } = run
  return format.perform(context, run.path, {
    ...{ ...given, dryRun, author: author === '' ? undefined : author, actorId: run.personId },
    ...(dryRun || operationId === null ? {} : { operationId }),
    ...(isResumed ? { since: createdAt } : {}),
    ...(onProgress ? { onProgress } : {}),
    keepLines: async (tx, lines) => {
      await storeLines(tx, id, lines, !dryRun)
      await tx.importRun.update({
        where: { id },
        data: { done: { increment: lines.length }, beatAt: context.now() },
      })
    },
    onOpened: total =>
      context.db.record(tx =>
        tx.importRun.update({ where: { id }, data: { total, format: format.name } }),
      ),
    isStopped: () => isStopped(context, id),
  })
}

async function chooseFormat({ format, path }: ImportRun): Promise<Format | undefined> {
  return findFormat(format) ?? (await guessFormat(path))
}

async function isStopped({ db, closing }: Context, id: number): Promise<boolean> {
  if (closing.signal.aborted) return true
  const run = await db.read.importRun.findUnique({ where: { id }, select: { cancelled: true } })
  return run?.cancelled !== false
}

async function endRun(
  tx: Tx,
  run: ImportRun,
  { imported, dryRun }: { imported: Imported; dryRun: boolean },
  now: Date,
): Promise<number | null> {
  const operationId = dryRun ? run.operationId : await endOperation(tx, run, imported, now)
  const report: RunReport = imported.ok
    ? sumUp(imported.report, imported.news)
    : { refused: { text: imported.text, parameters: imported.parameters } }
  await tx.importRun.update({
    where: { id: run.id },
    data: { state: stateAfter(imported, dryRun), report: JSON.stringify(report), operationId },
  })
  return operationId
}

function stateAfter(imported: Imported, dryRun: boolean): RunState {
  if (!imported.ok) return 'failed'
  if (imported.stopped === true) return 'stopped'
  return dryRun ? 'planned' : 'done'
}

function sumUp(report: ImportReport, news: News | undefined): RunReport {
  const { images, redirects, people, terms, repaired } = report
  const tags = [...(news?.tag.values() ?? [])]
  const categories = [...(news?.category.values() ?? [])]
  return {
    ...{ images, redirects, people, terms, repaired },
    ...{ tags: tags.slice(0, SHOWN_NAMES), tagCount: tags.length },
    ...{ categories: categories.slice(0, SHOWN_NAMES), categoryCount: categories.length },
  }
}

// What changed nothing stands in no history.
async function endOperation(
  tx: Tx,
  { id, name, operationId }: ImportRun,
  imported: Imported,
  now: Date,
): Promise<number | null> {
  if (operationId === null) return null
  const row = await tx.operationRow.findFirst({ where: { operationId }, select: { id: true } })
  if (!row) {
    await tx.importRun.update({ where: { id }, data: { operationId: null } })
    await dropOperation(tx, operationId)
    return null
  }
  const count = (kind: string) => tx.importLine.count({ where: { runId: id, kind, applied: true } })
  const [added, updated] = [await count('added'), await count('updated')]
  const isWhole = imported.ok && imported.stopped !== true
  const text = isWhole
    ? mark('Imported “{name}”: {added} posts added, {updated} changed')
    : mark('Import of “{name}”, stopped: {added} posts added, {updated} changed')
  await summarise(tx, operationId, { text, name, added, updated })
  await tellImport(tx, { published: added, updated, deleted: 0 }, now)
  return operationId
}
