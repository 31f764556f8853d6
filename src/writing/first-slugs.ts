import { sql, type Sql, type Tx } from '../db/doors.ts'
import { recordRows, type RowChange } from '../history/operations.ts'
import { freeSlug, slugify } from '../text/slug.ts'
import { isProvisionalSlug, isSlugTaken } from './address.ts'

type Draft = { id: number; slug: string; title: string; publishedAt: null }

/**
 * Gives drafts of a bulk change that become public for the first time the address that the editor
 * would give them: made from the title, where the present one only stands in for it.
 */
export async function recordFirstSlugs(
  tx: Tx,
  { operationId, posts }: { operationId: number; posts: Sql },
): Promise<void> {
  const drafts = await tx.query<Omit<Draft, 'publishedAt'>>(sql`
    SELECT id, slug, title FROM posts
    WHERE published_at IS NULL AND status = 'draft' AND id IN (${posts}) ORDER BY id`)
  const given = new Set<string>()
  const changes: RowChange[] = []
  for (const { id, slug, title } of drafts) {
    const wanted = slugify(title)
    if (slug === wanted || !isProvisionalSlug({ slug, title, publishedAt: null })) continue
    const free = await freeSlug(
      wanted,
      async each => given.has(each) || (await isSlugTaken(tx, each, id)),
    )
    given.add(free)
    if (free === slug) continue
    changes.push({ entity: 'post', entityId: id, field: 'slug', before: slug, after: free })
  }
  await recordRows(tx, operationId, changes)
}
