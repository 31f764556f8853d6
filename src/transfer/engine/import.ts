import type { Context } from '../../context.ts'
import { createQueue } from '../../db/queue.ts'
import { mark } from '../../i18n/translate.ts'
import { openOwnPosts } from '../own/find.ts'
import { finishSite, takeInSite } from '../own/take-in.ts'
import { emptyReport, type ImportRemark, type ImportResult } from '../report.ts'
import type { Source, SourceDocument, SourceItem } from '../source.ts'
import { noAddresses } from './addresses.ts'
import { openAuthors, type ChooseAuthor } from './authors.ts'
import { takeInForwards } from './forwards.ts'
import type { ImportedLine } from './lines.ts'
import { openMemory } from './memory.ts'
import { noNews, noteNews, type News } from './news.ts'
import { prepareDocument, skippedLine } from './prepare.ts'
import type { ImportOptions, Run } from './run.ts'
import { storeDocuments, tryDocument, type Outcome, type ReadyDocument } from './store.ts'
import { takeInTerms } from './terms.ts'

/** As many documents as are read and rendered at once. */
const BATCH = 16

/** What an import did, and the names that it would make or made. */
export type Imported = ImportResult & { news?: News; stopped?: boolean }

/** Imports what a source gives as posts; a second time it changes only what has changed. */
export async function importSource(
  context: Context,
  source: Source,
  options: ImportOptions,
): Promise<Imported> {
  const chooseAuthor = await openAuthors(context.db.read, options.author, source.people)
  if (!chooseAuthor) return refuseAuthor(options.author)
  const run = await openRun(context, source, options, chooseAuthor)
  const describeTerms = await takeInSite(run)
  await options.onOpened?.(source.total)
  await takeInTerms(run)
  await describeTerms()
  const stopped = await takeInDocuments(run)
  if (!stopped) {
    await takeInForwards(run)
    await finishSite(run)
  }
  sortByFile(run.report.problems)
  sortByFile(run.report.remarks)
  return { ok: true, report: run.report, news: run.news, stopped }
}

// While one batch is stored, the next is being read and rendered, in another thread.
async function takeInDocuments(run: Run): Promise<boolean> {
  const { options, source } = run
  const items = source.documents()[Symbol.asyncIterator]()
  let next = prepareBatch(run, items)
  for (let batch = await next; !batch.isEmpty; batch = await next) {
    if ((await options.isStopped?.()) === true) {
      await items.return?.()
      return true
    }
    next = prepareBatch(run, items)
    // Awaited in the next round only; should storing fail first, its failure is not the one to tell.
    next.catch(() => undefined)
    await takeInBatch(run, batch)
    options.onProgress?.(batch.done, source.total)
  }
  return false
}

type Batch = { ready: ReadyDocument[]; lines: ImportedLine[]; done: number; isEmpty: boolean }

async function prepareBatch(run: Run, items: AsyncIterator<SourceItem>): Promise<Batch> {
  const { documents, lines, isLast } = await readBatch(run, items)
  const prepared = await Promise.all(documents.map(document => prepareDocument(run, document)))
  const ready = prepared.flatMap(each => ('ready' in each ? [each.ready] : []))
  for (const each of prepared) if ('line' in each) lines.push(each.line)
  const isEmpty = isLast && documents.length === 0 && lines.length === 0
  return { ready, lines, done: run.report.files, isEmpty }
}

async function readBatch(
  { report }: Run,
  items: AsyncIterator<SourceItem>,
): Promise<{ documents: SourceDocument[]; lines: ImportedLine[]; isLast: boolean }> {
  const documents: SourceDocument[] = []
  const lines: ImportedLine[] = []
  while (documents.length < BATCH && lines.length < BATCH) {
    const turn = await items.next()
    if (turn.done === true) return { documents, lines, isLast: true }
    const item = turn.value
    if ('remark' in item) {
      report.remarks.push(item.remark)
      lines.push(remarkLine(item.remark))
      continue
    }
    report.files += 1
    if ('document' in item) documents.push(item.document)
    else {
      report.problems.push(item.problem)
      lines.push(skippedLine(item.problem))
    }
  }
  return { documents, lines, isLast: false }
}

const remarkLine = (remark: ImportRemark): ImportedLine => ({
  ...{ kind: 'remark', file: remark.file, title: '', postId: null },
  details: { remarks: [remark] },
})

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
    ...{ context, source, options, chooseAuthor, people: new Map(), news: noNews() },
    report: emptyReport(options.dryRun),
    recall: await openMemory(context.db.read, source),
    ...{ findOwn: await openOwnPosts(context.db.read), origins: new Map() },
    enqueueImage: createQueue(),
    given: { ...noAddresses(), images: new Set() },
  }
}

async function takeInBatch(run: Run, { ready, lines }: Batch): Promise<void> {
  const { report } = run
  const outcomes = await storeOrTry(run, ready, lines)
  for (const outcome of outcomes) {
    report[outcome.kind] += 1
    report.redirects += outcome.redirects
    report.remarks.push(...outcome.remarks)
  }
}

async function storeOrTry(
  run: Run,
  batch: readonly ReadyDocument[],
  lines: readonly ImportedLine[],
): Promise<Outcome[]> {
  const { context, options, given } = run
  const { db } = context
  await noteNews(db.read, run.news, {
    tags: batch.flatMap(({ post }) => post.tags),
    categories: batch.map(({ post }) => post.category),
  })
  if (!options.dryRun) return storeBatch(run, batch, lines)
  const outcomes: Outcome[] = []
  for (const ready of batch) outcomes.push(await tryDocument(context, ready, given))
  const { keepLines } = options
  const all = [...lines, ...outcomes.map(({ line }) => line)]
  if (keepLines) await db.record(tx => keepLines(tx, all))
  return outcomes
}

function storeBatch(
  { context, options }: Run,
  batch: readonly ReadyDocument[],
  lines: readonly ImportedLine[],
): Promise<Outcome[]> {
  const { keepLines, operationId, since } = options
  if (batch.length === 0 && !keepLines) return Promise.resolve([])
  return context.db.write(async tx => {
    const outcomes = await storeDocuments(tx, batch, context.now(), { operationId, since })
    await keepLines?.(tx, [...lines, ...outcomes.map(({ line }) => line)])
    return outcomes
  })
}

// The documents of a batch end in any order.
function sortByFile(remarks: ImportRemark[]): void {
  remarks.sort((one, other) => compare(one.file, other.file) || (one.line ?? 0) - (other.line ?? 0))
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
