import { sql, join } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { changePosts } from '../../writing/bulk.ts'
import type { ImportedLine } from '../engine/lines.ts'
import { keepChanges } from '../engine/record.ts'
import type { Run } from '../engine/run.ts'
import { rememberedAs } from '../export/identity.ts'
import { remarkOn, type ImportRemark } from '../report.ts'
import { openOwnPosts } from './find.ts'
import { listMissingUploads, takeInUpload } from './media.ts'
import { describeFreshTerms, listFreshTerms } from './terms.ts'
import { isEmptyBlog, takeInAbouts, takeInSeries, takeInSettings, type Keep } from './site.ts'

/**
 * Takes in what an export has besides documents, and what they refer to: settings, where the blog is empty, series, uploads.
 * Gives what is to be done once its tags and categories are there.
 */
export async function takeInSite(run: Run): Promise<() => Promise<void>> {
  const { context, options, source } = run
  const { site } = source
  if (!site) return () => Promise.resolve()
  const { db, now } = context
  const fresh = await listFreshTerms(db.read, site.content)
  const keep: Keep = async (tx, changes) => {
    if (options.operationId !== undefined) await keepChanges(tx, options.operationId, changes)
  }
  if (!options.dryRun) {
    if (await isEmptyBlog(db.read)) await takeInSettings(context, site.content, keep)
    await db.write(async tx => keep(tx, await takeInSeries(tx, site.content, now())))
  }
  await takeInUploads(run)
  return async () => {
    if (options.dryRun) return
    await db.write(async tx => keep(tx, await describeFreshTerms(tx, fresh, now())))
  }
}

async function takeInUploads(run: Run): Promise<void> {
  const { context, options, source, report } = run
  if (!source.site) return
  const { folder, content } = source.site
  for (const upload of await listMissingUploads(context, folder, content.media)) {
    if (options.dryRun || (await takeInUpload(context, upload))) {
      report.images += 1
      if (!options.dryRun) await recordUpload(run, upload.path)
    } else {
      const text = mark('This file cannot be taken in; texts keep its address.')
      report.remarks.push(remarkOn(upload.path.slice(1), null, text))
    }
  }
}

async function recordUpload({ context, options }: Run, path: string): Promise<void> {
  const { operationId } = options
  if (operationId === undefined) return
  await context.db.write(async tx => {
    const { id } = await tx.media.findUniqueOrThrow({ where: { path }, select: { id: true } })
    const change = { entity: 'media', entityId: id, field: 'row', before: null, after: path }
    await keepChanges(tx, operationId, [{ ...change, entity: 'media' }])
  })
}

/** Once all documents are in: says what is to be said of people, and deals with the posts whose files are gone. */
export async function finishSite(run: Run): Promise<void> {
  const { context, options, source, report } = run
  if (source.site && !options.dryRun) {
    const made = new Map<string, number>()
    for (const [key, id] of run.people) made.set(key, await id)
    await takeInAbouts(context, source.site.content, made)
  }
  const gone = await listGone(run)
  report.missing = gone.length
  if (gone.length === 0) return
  if (options.deleteMissing === true && !options.dryRun) {
    await removeGone(run, gone)
    report.removed = gone.length
  }
  await tellGone(run, gone)
}

async function tellGone({ context, options, report }: Run, gone: Gone[]): Promise<void> {
  const lines = gone.map((post): ImportedLine => {
    const remark = remarkOnGone(post, options)
    report.remarks.push(remark)
    const { id: postId, title } = post
    return { kind: 'remark', file: remark.file, title, postId, details: { remarks: [remark] } }
  })
  await context.db.record(async tx => options.keepLines?.(tx, lines))
}

type Gone = { id: number; title: string; slug: string }

// A post that was written since the export is in no list of its documents, and so is never gone.
async function listGone({ context, source, origins }: Run): Promise<Gone[]> {
  const { db } = context
  const wanted = (source.documentIds ?? []).filter(id => !origins.has(id))
  const findOwn = await openOwnPosts(db.read)
  const ids: number[] = []
  for (const id of wanted) {
    const row = await db.read.import.findUnique({ where: { source: rememberedAs(id) } })
    const postId = (await findOwn(id)) ?? row?.postId
    if (postId !== undefined) ids.push(postId)
  }
  return db.read.post.findMany({
    where: { id: { in: ids }, deletedAt: null },
    select: { id: true, title: true, slug: true },
  })
}

async function removeGone({ context, options }: Run, gone: Gone[]): Promise<void> {
  const posts = sql`SELECT id FROM posts WHERE id IN (${join(gone.map(({ id }) => id))})`
  const actor = { id: options.actorId ?? null }
  await context.db.write(tx => changePosts(tx, { action: 'delete', posts }, actor, context.now()))
}

function remarkOnGone(
  { title, slug }: Gone,
  { deleteMissing = false, dryRun }: Run['options'],
): ImportRemark {
  const stays = mark(
    'Its file is gone; its post, “{title}”, stays. With --delete-missing it goes into the trash.',
  )
  const goes = mark('Its file is gone: its post, “{title}”, goes into the trash.')
  const went = mark('Its file is gone: its post, “{title}”, is in the trash.')
  const text = deleteMissing ? (dryRun ? goes : went) : stays
  return remarkOn(`${slug}.md`, null, text, { title })
}
