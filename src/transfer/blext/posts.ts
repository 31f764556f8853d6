import { createHash } from 'node:crypto'
import { mark } from '../../i18n/translate.ts'
import { RenderError } from '../../render/render-error.ts'
import { nameKey } from '../../text/key.ts'
import { prepareText } from '../../writing/prepare.ts'
import { storeDocuments, tryDocument, type Outcome, type ReadyDocument } from '../markdown/store.ts'
import { planOldPost } from './post.ts'
import { sayOn, type BlextRun, type Owner } from './run.ts'
import type { OldPost } from './source.ts'

/** Stores the posts of the old database, those that changed since the last time again. */
export async function takeInPosts(run: BlextRun): Promise<void> {
  const { options, report } = run
  let done = 0
  for (const page of run.old.posts()) {
    await takeInPage(run, page)
    done += page.length
    options.onProgress?.(done, report.files)
  }
}

async function takeInPage(run: BlextRun, page: OldPost[]): Promise<void> {
  const { context, report } = run
  const sources = page.map(sourceOf)
  const rows = await context.db.read.import.findMany({ where: { source: { in: sources } } })
  const known = new Map(rows.map(row => [row.source, row]))
  const batch: ReadyDocument[] = []
  for (const old of page) {
    const memory = known.get(sourceOf(old))
    const ready =
      memory?.checksum === checksumOf(old) ? 'unchanged' : await readyPost(run, old, memory?.postId)
    if (ready === 'unchanged') report.unchanged += 1
    else if (ready) batch.push(ready)
  }
  for (const outcome of await storeOrTry(run, batch)) {
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
  const planned = planOldPost(old, facts, say)
  if (!planned) return refusePost(run, old, mark('The text is longer than 1 MiB.'))
  try {
    const text = await prepareText(context, planned.post)
    for (const tag of planned.post.tags) run.used.tag.add(nameKey(tag))
    run.used.category.add(nameKey(planned.post.category))
    const known = { source: sourceOf(old), checksum: checksumOf(old), postId: postId ?? null }
    const file = { path: '', source: `blogs/${old.id}` }
    return { file, ...known, ...planned, text, authorId: owner.id }
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
): Promise<Outcome[]> {
  if (batch.length === 0) return []
  if (!options.dryRun) return storeDocuments(context, batch, context.now())
  const outcomes: Outcome[] = []
  for (const ready of batch) outcomes.push(await tryDocument(context, ready, given))
  return outcomes
}

// BLEXT never changed the moment of a post, so the two together name it, whatever the file is called.
const sourceOf = ({ id, timestamp }: OldPost): string => `blext/${id}@${timestamp ?? ''}`

function checksumOf({ title, body, summaryText, html, draft, category, tags }: OldPost): string {
  const said = body === null ? [summaryText, html] : [body]
  return createHash('sha256')
    .update(JSON.stringify([title, said, draft, category, tags]))
    .digest('hex')
}
