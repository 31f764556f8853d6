import { join, sql, type Sql, type Tx } from '../db/doors.ts'
import { findTermIds } from '../taxonomy/resolve.ts'
import { tagVocabulary } from '../taxonomy/vocabulary.ts'
import { distinctNames } from '../text/key.ts'
import { MAX_TAGS } from '../text/limits.ts'

/** Whether each post of a selection (a subquery of ids) can get these tags without passing the limit. */
export async function hasRoomForTags(tx: Tx, names: string[], posts: Sql): Promise<boolean> {
  const added = distinctNames(names).length
  const known = [...new Set((await findTermIds(tx, tagVocabulary, names)).values())]
  const isOther = known.length > 0 ? sql`tag_id NOT IN (${join(known)})` : sql`1 = 1`
  const full = await tx.query(sql`
    SELECT post_id FROM blog_tag WHERE post_id IN (${posts}) AND ${isOther}
    GROUP BY post_id HAVING count(*) > CAST(${MAX_TAGS - added} AS INTEGER) LIMIT 1`)
  return full.length === 0
}
