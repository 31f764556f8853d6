import { createHash } from 'node:crypto'
import { mark } from '../../i18n/translate.ts'
import { RenderError } from '../../render/render-error.ts'
import { nameKey } from '../../text/key.ts'
import { prepareText } from '../../writing/prepare.ts'
import type { ImportedLine } from '../engine/lines.ts'
import { storeDocuments, tryDocument, type Outcome, type ReadyDocument } from '../engine/store.ts'
import { emptyReport, type ImportReport } from '../report.ts'
import { planOldPost } from './post.ts'
import { sayOn, type BlextRun, type Owner } from './run.ts'
import { oldSource, type OldPost } from './source.ts'

/** Stores the posts of the old database, those that changed since the last time again; true when it was stopped on the way. */
export async function takeInPosts(run: BlextRun): Promise<boolean> {
  const pages = run.old.posts()
  let done = 0
  let next = prepareNext(run, pages)
  for (let page = await next; page; page = await next) {
    if ((await run.options.isStopped?.()) === true) return true
    // While one page is stored, the next is rendered, in another thread.
    next = prepareNext(run, pages)
    // Awaited in the next round only; should storing fail first, its failure is not the one to tell.
    next.catch(() => undefined)
    await takeInPage(run, page)
    done += page.length
    run.options.onProgress?.(done, run.report.files)
  }
  return false
}

/** A post as far as it goes without a transaction, and what is to be said of it; the posts of a page end in any order. */
type PreparedPost = { old: OldPost; ready: ReadyDocument | null; report: ImportReport }

async function prepareNext(
  run: BlextRun,
  pages: Iterator<OldPost[], undefined>,
): Promise<PreparedPost[] | null> {
  const turn = pages.next()
  if (turn.done) return null
  const page = turn.value
  const sources = page.map(sourceOf)
  const rows = await run.context.db.read.import.findMany({ where: { source: { in: sources } } })
  const known = new Map(rows.map(row => [row.source, row]))
  return Promise.all(page.map(old => preparePost(run, old, known.get(sourceOf(old)))))
}

async function preparePost(
  run: BlextRun,
  old: OldPost,
  memory: { checksum: string; postId: number } | undefined,
): Promise<PreparedPost> {
  const report = emptyReport(run.options.dryRun)
  if (memory?.checksum === checksumOf(old))
    return { old, ready: null, report: { ...report, unchanged: 1 } }
  return { old, ready: await readyPost({ ...run, report }, old, memory?.postId), report }
}

async function takeInPage(run: BlextRun, page: PreparedPost[]): Promise<void> {
  const { report } = run
  for (const { report: own } of page) {
    report.unchanged += own.unchanged
    report.problems.push(...own.problems)
    report.remarks.push(...own.remarks)
  }
  const batch = page.flatMap(({ ready }) => ready ?? [])
  const lines = page.flatMap(({ old, ready, report: own }) => (ready ? [] : lineOf(old, own)))
  for (const outcome of await storeOrTry(run, batch, lines)) {
    report[outcome.kind] += 1
    report.redirects += outcome.redirects
    report.remarks.push(...outcome.remarks)
  }
}

async function readyPost(
  run: BlextRun,
  old: OldPost,
  postId: number | undefined,
): Promise<ReadyDocument | null> {
  const { context } = run
  const say = sayOn(run, 'blogs', old.id)
  const owner = findOwner(run, old)
  const facts = { username: owner.oldUsername, modifiedAt: run.old.modifiedAt, now: context.now() }
  const post = planOldPost(old, facts, say)
  if (!post) return refusePost(run, old, mark('The text is longer than 1 MiB.'))
  try {
    const text = await prepareText(context, post)
    for (const tag of post.tags) run.used.tag.add(nameKey(tag))
    run.used.category.add(nameKey(post.category))
    const known = { key: sourceOf(old), checksum: checksumOf(old), postId: postId ?? null }
    return {
      file: `blogs/${old.id}`,
      ...known,
      post,
      text,
      authorId: owner.id,
      images: [],
      remarks: [...run.report.remarks],
    }
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    return refusePost(run, old, error.message)
  }
}

function refusePost({ report }: BlextRun, { id }: OldPost, text: string): null {
  report.problems.push({ file: `blogs/${id}`, line: null, text, parameters: {} })
  return null
}

function findOwner(run: BlextRun, { id, authorId }: OldPost): Owner {
  const owner = authorId === null ? undefined : run.owners.get(authorId)
  if (owner) return owner
  const { heir } = run
  if (!heir) throw new Error('A post without author was let in although nobody can own it.')
  const text = mark('It has no author any more; it is {username}’s now.')
  sayOn(run, 'blogs', id)(null, text, { username: heir.username })
  return { ...heir, oldUsername: null }
}

async function storeOrTry(
  { context, options, given }: BlextRun,
  batch: readonly ReadyDocument[],
  lines: readonly ImportedLine[],
): Promise<Outcome[]> {
  if (batch.length + lines.length === 0) return []
  const { dryRun, operationId, keepLines } = options
  const tried: Outcome[] = []
  if (dryRun) for (const ready of batch) tried.push(await tryDocument(context, ready, given))
  if (dryRun && !keepLines) return tried
  return context.db.write(async tx => {
    const outcomes = dryRun
      ? tried
      : await storeDocuments(tx, batch, context.now(), { operationId })
    await keepLines?.(tx, [...lines, ...outcomes.map(({ line }) => line)])
    return outcomes
  })
}

// Of a post that is here already, or stays out.
function lineOf({ id, title }: OldPost, { problems }: ImportReport): ImportedLine {
  const kind = problems.length > 0 ? 'skipped' : 'unchanged'
  const details = { remarks: problems }
  return { kind, file: `blogs/${id}`, title: title ?? '', postId: null, details }
}

const sourceOf = ({ id, timestamp }: OldPost): string => oldSource(id, timestamp)

function checksumOf({ title, body, summaryText, html, draft, category, tags }: OldPost): string {
  const said = body === null ? [summaryText, html] : [body]
  return createHash('sha256')
    .update(JSON.stringify([title, said, draft, category, tags]))
    .digest('hex')
}
