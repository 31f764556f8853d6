import type { Context } from '../../context.ts'
import { readSettings } from '../../settings/service.ts'
import { ensureSiteId } from './identity.ts'
import { exportedDocument } from './markdown/document.ts'
import { listExportedPosts } from './posts.ts'
import { writePrintPage } from './print-page.ts'

/** One post, draft or not, as the document that an export writes; null when there is none at this address. */
export async function exportPostText(
  { db }: Pick<Context, 'db'>,
  slug: string,
): Promise<string | null> {
  const { timeZone } = await readSettings(db.read)
  const extent = { siteId: await ensureSiteId(db), withTrash: true, slug }
  for await (const [post] of listExportedPosts(db.read, extent)) {
    if (post) return exportedDocument(post, timeZone)
  }
  return null
}

/** One post as a page of its own, ready to be printed or sent: styles and own pictures stand in it. */
export async function exportPostPage(context: Context, slug: string): Promise<string | null> {
  const post = await context.db.read.post.findUnique({
    where: { slug },
    select: {
      ...{ title: true, html: true, publishedAt: true, language: true, slug: true, kind: true },
      author: { select: { username: true, displayName: true } },
    },
  })
  return post && writePrintPage(context, post)
}
