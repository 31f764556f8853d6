import type { Context } from '../../context.ts'
import { createQueue } from '../../db/queue.ts'
import { mark } from '../../i18n/translate.ts'
import { emptyReport, type ImportRemark, type ImportResult } from '../report.ts'
import type { Source, SourceDocument, SourceItem } from '../source.ts'
import { noAddresses } from './addresses.ts'
import { openAuthors, type ChooseAuthor } from './authors.ts'
import { openMemory } from './memory.ts'
import { prepareDocument } from './prepare.ts'
import type { ImportOptions, Run } from './run.ts'
import { storeDocuments, tryDocument, type Outcome, type ReadyDocument } from './store.ts'

/** As many documents as are read and rendered at once. */
const BATCH = 16

/** Imports what a source gives as posts; a second time it changes only what has changed. */
export async function importSource(
  context: Context,
  source: Source,
  options: ImportOptions,
): Promise<ImportResult> {
  const chooseAuthor = await openAuthors(context.db.read, options.author)
  if (!chooseAuthor) return refuseAuthor(options.author)
  const run = await openRun(context, source, options, chooseAuthor)
  await takeInDocuments(run)
  sortByFile(run.report.problems)
  sortByFile(run.report.remarks)
  return { ok: true, report: run.report }
}

// While one batch is stored, the next is being read and rendered, in another thread.
async function takeInDocuments(run: Run): Promise<void> {
  const items = run.source.documents()[Symbol.asyncIterator]()
  let next = prepareBatch(run, items)
  for (let batch = await next; !batch.isLast; batch = await next) {
    next = prepareBatch(run, items)
    // Awaited in the next round only; should storing fail first, its failure is not the one to tell.
    next.catch(() => undefined)
    await takeInBatch(run, batch.ready)
    run.options.onProgress?.(batch.done, run.source.total ?? batch.done)
  }
}

type Batch = { ready: ReadyDocument[]; done: number; isLast: boolean }

async function prepareBatch(run: Run, items: AsyncIterator<SourceItem>): Promise<Batch> {
  const { documents, isLast } = await readBatch(run, items)
  const prepared = await Promise.all(documents.map(document => prepareDocument(run, document)))
  const ready = prepared.filter(each => each !== null)
  return { ready, done: run.report.files, isLast: isLast && documents.length === 0 }
}

async function readBatch(
  { report }: Run,
  items: AsyncIterator<SourceItem>,
): Promise<{ documents: SourceDocument[]; isLast: boolean }> {
  const documents: SourceDocument[] = []
  while (documents.length < BATCH) {
    const turn = await items.next()
    if (turn.done === true) return { documents, isLast: true }
    const item = turn.value
    if ('remark' in item) report.remarks.push(item.remark)
    else report.files += 1
    if ('problem' in item) report.problems.push(item.problem)
    if ('document' in item) documents.push(item.document)
  }
  return { documents, isLast: false }
}

function refuseAuthor(author: string | undefined): ImportResult {
  return author === undefined
    ? { ok: false, text: mark('There is no admin yet who could own the posts.'), parameters: {} }
    : { ok: false, text: mark('Nobody here has the username {author}.'), parameters: { author } }
}

async function openRun(
  context: Context,
  source: Source,
  options: ImportOptions,
  chooseAuthor: ChooseAuthor,
): Promise<Run> {
  return {
    ...{ context, source, options, chooseAuthor },
    report: emptyReport(options.dryRun),
    recall: await openMemory(context.db.read, source),
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
