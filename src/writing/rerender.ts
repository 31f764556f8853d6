import type { Context } from '../context.ts'
import { bumpContentVersion } from '../db/content-version.ts'
import type { Read, Tx } from '../db/doors.ts'
import { indexLinks } from '../db/link-index.ts'
import { indexPost } from '../db/search-index.ts'
import { RenderError } from '../render/render-error.ts'
import { RENDERER_VERSION } from '../render/renderer.ts'
import { relatePost } from './related/relate.ts'
import { prepareText, type PreparedText } from './prepare.ts'

const BATCH = 50

export type Rerendered = {
  rendered: number
  /** Posts that cannot be rendered; they stay as they are. */
  failed: { id: number; title: string; message: string }[]
}

type Source = {
  id: number
  version: number
  kind: string
  title: string
  body: string
  excerpt: string
  language: string
}
type Ready = { post: Source; text: PreparedText }

/**
 * Makes the HTML, summary, search index and links of posts anew from their Markdown: of those that an older
 * renderer made, or of all. Dates and versions stay; a post that is edited meanwhile is left to its edit.
 */
export async function rerenderPosts(
  context: Pick<Context, 'db' | 'renderer' | 'config'>,
  { all }: { all: boolean },
  onProgress: (done: number, total: number) => void,
): Promise<Rerendered> {
  const { db } = context
  const old = toRender({ all })
  const total = await countToRender(db.read, { all })
  const result: Rerendered = { rendered: 0, failed: [] }
  let after = 0
  for (;;) {
    const posts = await db.read.post.findMany({
      where: { ...old, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: BATCH,
      select: {
        ...{ id: true, version: true, kind: true, title: true, body: true, excerpt: true },
        language: true,
      },
    })
    if (posts.length === 0) return result
    after = posts.at(-1)?.id ?? after
    const ready = await prepareAll(context, posts, result.failed)
    result.rendered += await db.write(tx => storeAll(tx, ready))
    for (const { post } of ready) await relatePost(db, post.id)
    onProgress(result.rendered + result.failed.length, total)
  }
}

/** How many posts that are. */
export const countToRender = (read: Read, scope: { all: boolean }): Promise<number> =>
  read.post.count({ where: toRender(scope) })

const toRender = ({ all }: { all: boolean }) =>
  all ? {} : { rendererVersion: { lt: RENDERER_VERSION } }

async function prepareAll(
  context: Pick<Context, 'config' | 'db' | 'renderer'>,
  posts: Source[],
  failed: Rerendered['failed'],
): Promise<Ready[]> {
  const ready: Ready[] = []
  for (const post of posts) {
    try {
      ready.push({ post, text: await prepareText(context, post) })
    } catch (error) {
      if (!(error instanceof RenderError)) throw error
      failed.push({ id: post.id, title: post.title, message: error.message })
    }
  }
  return ready
}

async function storeAll(tx: Tx, ready: Ready[]): Promise<number> {
  let stored = 0
  for (const { post, text } of ready) {
    const { html, excerptHtml, summary, words, rendererVersion } = text.columns
    const { count } = await tx.post.updateMany({
      where: { id: post.id, version: post.version },
      data: { html, excerptHtml, summary, words, rendererVersion },
    })
    if (count > 0) {
      await indexPost(tx, post.id, text.search)
      await indexLinks(tx, post.id, text.links)
    }
    stored += count
  }
  await bumpContentVersion(tx)
  return stored
}
