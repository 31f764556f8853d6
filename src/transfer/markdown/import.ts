import type { Context } from '../../context.ts'
import { createQueue } from '../../db/queue.ts'
import { mark } from '../../i18n/translate.ts'
import { readSettings } from '../../settings/service.ts'
import { emptyReport, type ImportRemark, type ImportResult } from '../report.ts'
import { noAddresses } from './addresses.ts'
import { openAuthors, type ChooseAuthor } from './authors.ts'
import { listFolder, type Folder, type FoundFile } from './folder.ts'
import { openMemory } from './memory.ts'
import { prepareDocument } from './prepare.ts'
import type { ImportOptions, Run } from './run.ts'
import { storeDocuments, tryDocument, type Outcome, type ReadyDocument } from './store.ts'

/** As many documents as are read and rendered at once. */
const BATCH = 16

/** Imports the Markdown documents of a folder as posts; a second time it changes only what has changed. */
export async function importMarkdown(
  context: Context,
  path: string,
  options: ImportOptions,
): Promise<ImportResult> {
  const folder = await listFolder(path)
  if (!folder) return { ok: false, text: mark('There is nothing at {path}.'), parameters: { path } }
  const chooseAuthor = await openAuthors(context.db.read, options.author)
  if (!chooseAuthor) return refuseAuthor(options.author)
  const run = await openRun(context, folder, options, chooseAuthor)
  await takeInFiles(run, folder.files)
  sortByFile(run.report.problems)
  sortByFile(run.report.remarks)
  return { ok: true, report: run.report }
}

// While one batch is stored, the next is being read and rendered, in another thread.
async function takeInFiles(run: Run, files: readonly FoundFile[]): Promise<void> {
  let next = prepareBatch(run, files, 0)
  for (let start = 0; start < files.length; start += BATCH) {
    const batch = await next
    next = prepareBatch(run, files, start + BATCH)
    // Awaited in the next round only; should storing fail first, its failure is not the one to tell.
    next.catch(() => undefined)
    await takeInBatch(run, batch)
    run.options.onProgress?.(Math.min(start + BATCH, files.length), files.length)
  }
}

async function prepareBatch(
  run: Run,
  files: readonly FoundFile[],
  start: number,
): Promise<ReadyDocument[]> {
  const batch = files.slice(start, start + BATCH)
  const prepared = await Promise.all(batch.map(file => prepareDocument(run, file)))
  return prepared.filter(ready => ready !== null)
}

function refuseAuthor(author: string | undefined): ImportResult {
  return author === undefined
    ? { ok: false, text: mark('There is no admin yet who could own the posts.'), parameters: {} }
    : { ok: false, text: mark('Nobody here has the username {author}.'), parameters: { author } }
}

async function openRun(
  context: Context,
  folder: Folder,
  options: ImportOptions,
  chooseAuthor: ChooseAuthor,
): Promise<Run> {
  const { timeZone } = await readSettings(context.db.read)
  const { maxUploadBytes } = context.config
  const report = {
    ...emptyReport(options.dryRun),
    files: folder.files.length + folder.problems.length,
  }
  report.problems.push(...folder.problems)
  report.remarks.push(...folder.remarks)
  return {
    ...{ context, folder, options, chooseAuthor, report },
    load: { timeZone, now: context.now(), maxImageBytes: maxUploadBytes },
    recall: await openMemory(context.db.read, folder),
    enqueueImage: createQueue(),
    given: { ...noAddresses(), images: new Set() },
  }
}

async function takeInBatch(run: Run, batch: readonly ReadyDocument[]): Promise<void> {
  const { report } = run
  for (const outcome of await storeOrTry(run, batch)) {
    report[outcome.kind] += 1
    report.redirects += outcome.redirects
    report.remarks.push(...outcome.remarks)
  }
}

async function storeOrTry(
  { context, options, given }: Run,
  batch: readonly ReadyDocument[],
): Promise<Outcome[]> {
  if (batch.length === 0) return []
  if (!options.dryRun) return storeDocuments(context, batch, context.now())
  const outcomes: Outcome[] = []
  for (const ready of batch) outcomes.push(await tryDocument(context, ready, given))
  return outcomes
}

// The documents of a batch end in any order.
function sortByFile(remarks: ImportRemark[]): void {
  remarks.sort((one, other) => compare(one.file, other.file) || (one.line ?? 0) - (other.line ?? 0))
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
