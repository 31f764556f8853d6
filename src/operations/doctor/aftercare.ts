import type { Context } from '../../context.ts'
import { sql } from '../../db/doors.ts'
import { indexPost, toSearchDocument } from '../../db/search-index.ts'
import { RENDERER_VERSION } from '../../render/renderer.ts'
import { rerenderPosts } from '../../writing/rerender.ts'
import { unindexedPosts } from './search.ts'

const BATCH = 100

/** Puts the posts into the search that it lacks, batch by batch; gives their number. */
export async function indexMissingPosts({ db }: Pick<Context, 'db'>): Promise<number> {
  let indexed = 0
  let after = 0
  for (;;) {
    const posts = await db.read.query<{ id: number; title: string; html: string }>(sql`
      SELECT id, title, html ${unindexedPosts(db.dialect)} AND id > ${after} ORDER BY id LIMIT ${BATCH}`)
    const last = posts.at(-1)
    if (!last) return indexed
    const documents = posts.map(({ id, title, html }) => ({ id, ...toSearchDocument(title, html) }))
    indexed += await db.write(async tx => {
      const ids = documents.map(({ id }) => id)
      const living = await tx.post.findMany({ where: { id: { in: ids } }, select: { id: true } })
      const there = documents.filter(({ id }) => living.some(post => post.id === id))
      for (const { id, ...document } of there) await indexPost(tx, id, document)
      return there.length
    })
    after = last.id
  }
}

/** Renders what an older renderer made, unless that is more than `limit` posts; gives their number. */
export async function renderOldPosts(
  context: Pick<Context, 'db' | 'renderer' | 'config'>,
  { limit, onProgress }: { limit: number; onProgress: (done: number, total: number) => void },
): Promise<number> {
  const where = { rendererVersion: { lt: RENDERER_VERSION } }
  const old = await context.db.read.post.count({ where })
  if (old === 0 || old > limit) return 0
  const { rendered } = await rerenderPosts(context, { all: false }, onProgress)
  return rendered
}
