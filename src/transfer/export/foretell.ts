import type { Context } from '../../context.ts'
import { whichPublic } from '../../reading/visible.ts'
import { countExportedPosts } from './posts.ts'

/** What an export would hold; null where only writing it shows. */
export type Foretold = { posts: number; media: number | null }

type Wanted = {
  format: 'markdown' | 'html' | 'json'
  post?: string | undefined
  withTrash: boolean
}

/** Counts what an export would hold, and reads only; null when there is no post of the address that was named. */
export async function foretellExport(
  { db, now }: Pick<Context, 'db' | 'now'>,
  { format, post: slug, withTrash }: Wanted,
): Promise<Foretold | null> {
  if (slug !== undefined) {
    const found = await db.read.post.count({ where: { slug } })
    return found > 0 ? { posts: 1, media: 0 } : null
  }
  if (format === 'html') {
    return { posts: await db.read.post.count({ where: whichPublic('post', now()) }), media: null }
  }
  const posts = await countExportedPosts(db.read, { withTrash })
  if (format === 'json') return { posts, media: 0 }
  return { posts, media: await db.read.media.count({ where: { deletedAt: null } }) }
}
