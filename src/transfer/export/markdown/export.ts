import type { Context } from '../../../context.ts'
import { readSettings } from '../../../settings/service.ts'
import { openNames } from '../file-names.ts'
import { ensureSiteId } from '../identity.ts'
import { addMedia } from '../media.ts'
import { countExportedPosts, listAddresses, listExportedPosts } from '../posts.ts'
import type { ExportOptions, Exported } from '../report.ts'
import type { Target } from '../target.ts'
import { exportedDocument } from './document.ts'
import { readSiteFile, SITE_FILE } from '../site-file.ts'

/** Writes every post and page as Markdown, the uploads beside them, and what is no post in one file. */
export async function exportMarkdown(
  { db, storage }: Pick<Context, 'db' | 'storage'>,
  target: Target,
  { withTrash = false, onProgress = () => undefined }: ExportOptions,
): Promise<Exported> {
  const { timeZone } = await readSettings(db.read)
  const extent = { siteId: await ensureSiteId(db), withTrash }
  const files = await nameFiles({ db }, withTrash)
  const total = await countExportedPosts(db.read, extent)
  const documents: string[] = []
  for await (const batch of listExportedPosts(db.read, extent)) {
    for (const post of batch) {
      const path = files.get(post.id)
      // What was written since the names were given is in the next export.
      if (path === undefined) continue
      await target.add(path, exportedDocument(post, timeZone))
      documents.push(post.documentId)
    }
    onProgress(Math.min(documents.length, total), total)
  }
  const site = await readSiteFile(db.read)
  const media = await addMedia(storage, target, site.media)
  const content = { ...site, documents: documents.sort() }
  await target.add(SITE_FILE, `${JSON.stringify(content, null, 2)}\n`)
  return { posts: documents.length, media, files: documents.length + media + 1, remarks: [] }
}

async function nameFiles(
  { db }: Pick<Context, 'db'>,
  withTrash: boolean,
): Promise<Map<number, string>> {
  const name = openNames()
  const files = new Map<number, string>()
  for (const { id, kind, slug, trashed } of await listAddresses(db.read, { withTrash })) {
    const folder = trashed ? 'trash' : kind === 'page' ? 'pages' : 'posts'
    files.set(id, name(folder, slug, 'md'))
  }
  return files
}
