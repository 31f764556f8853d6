import type { Context } from '../../../context.ts'
import type { Read } from '../../../db/doors.ts'
import { postPath } from '../../../writing/post.ts'
import { revisionFields } from '../../../writing/revisions/store.ts'
import { ensureSiteId } from '../identity.ts'
import { countExportedPosts, listExportedPosts, type ExportedPost } from '../posts.ts'
import type { ExportOptions } from '../report.ts'
import { readSiteFile } from '../site-file.ts'

type Tools = Pick<Context, 'db' | 'now'>
export type JsonOptions = ExportOptions & { withRevisions?: boolean }

/** Everything as the pieces of one JSON value; the posts come last, so that little of it is in memory. */
export async function* writeJson(
  { db, now }: Tools,
  { withTrash = false, withRevisions = false, onProgress = () => undefined }: JsonOptions,
): AsyncGenerator<string> {
  const extent = { siteId: await ensureSiteId(db), withTrash, withHtml: true }
  const total = await countExportedPosts(db.read, extent)
  const head = { exportedAt: now().toISOString(), ...(await readSiteFile(db.read)) }
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "posts": [`
  let done = 0
  for await (const batch of listExportedPosts(db.read, extent)) {
    for (const post of batch) {
      const revisions = withRevisions ? { revisions: await readRevisions(db.read, post.id) } : {}
      const written = JSON.stringify({ ...describePost(post), ...revisions })
      yield `${done === 0 ? '' : ','}\n    ${written}`
      done += 1
    }
    onProgress(Math.min(done, total), total)
  }
  yield '\n  ]\n}\n'
}

function describePost(post: ExportedPost) {
  const { title, slug, body, html, excerpt, excerptHtml, summary, status, version, kind } = post
  const { pinned, language, cover, canonicalUrl, noindex, words, series, aliases } = post
  return {
    ...{ id: post.id, document: post.documentId, kind, path: postPath(post), title, slug },
    ...{ status, publishedAt: post.publishedAt, createdAt: post.createdAt },
    ...{ updatedAt: post.contentUpdatedAt, deletedAt: post.deletedAt, version },
    ...{ author: post.author.username, category: post.category?.name ?? null, tags: post.tagNames },
    series: series && { name: series.name, part: series.position },
    ...{ pinned, language, cover, canonicalUrl, noindex, aliases, words },
    ...{ excerpt, excerptHtml, summary, body, html },
  }
}

async function readRevisions(read: Read, postId: number) {
  const revisions = await read.revision.findMany({
    where: { postId },
    orderBy: { number: 'asc' },
    include: { editor: { select: { username: true } } },
  })
  return revisions.map(revision => ({
    ...{ number: revision.number, version: revision.version, name: revision.name },
    ...{ savedAt: revision.createdAt, editor: revision.editor?.username ?? revision.editorName },
    ...revisionFields(revision),
    category: revision.category,
  }))
}
