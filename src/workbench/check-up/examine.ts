import { sql, type Read } from '../../db/doors.ts'
import { vocabularyOf, type VocabularyKind } from '../../taxonomy/vocabulary.ts'
import { findCategoryNames } from './category-names.ts'
import type { CheckedTerm, Finding } from './finding.ts'
import { findNearNames } from './near-names.ts'
import { findPlurals } from './plurals.ts'
import { findSameNames } from './same-names.ts'
import { findInside, findTwins, listInclusions } from './together.ts'
import { findAsleep, findBroad, findUnused, findUsedOnce } from './usage.ts'

/** Everything that may deserve a change in a vocabulary, whether dismissed or not. */
export async function examineVocabulary(
  read: Read,
  kind: VocabularyKind,
  now: Date,
): Promise<Finding[]> {
  const terms = await listCheckedTerms(read, kind)
  return [
    ...findSameNames(terms, kind),
    ...findNearNames(terms, kind),
    ...findPlurals(terms, kind),
    ...(kind === 'tag' ? await examineTags(read, terms) : []),
    ...findAsleep(terms, kind, now),
    ...findUsedOnce(terms, kind),
    ...findUnused(terms, kind),
  ]
}

async function examineTags(read: Read, tags: CheckedTerm[]): Promise<Finding[]> {
  const inclusions = await listInclusions(read, tags)
  const posts = await read.post.count({ where: { deletedAt: null, kind: 'post' } })
  return [
    ...findTwins(inclusions),
    ...findInside(inclusions, tags),
    ...findCategoryNames(tags, await listCheckedTerms(read, 'category')),
    ...findBroad(tags, posts),
  ]
}

type TermRow = {
  id: number
  name: string
  parent_id: number | null
  posts: number | bigint
  newest: Date | string | null
}

async function listCheckedTerms(read: Read, kind: VocabularyKind): Promise<CheckedTerm[]> {
  const { terms } = vocabularyOf(kind)
  const joined =
    kind === 'tag'
      ? sql`LEFT JOIN blog_tag b ON b.tag_id = t.id
        LEFT JOIN posts p ON p.id = b.post_id AND p.deleted_at IS NULL`
      : sql`LEFT JOIN posts p ON p.category_id = t.id AND p.deleted_at IS NULL`
  const rows = await read.query<TermRow>(sql`
    SELECT t.id, t.name, t.parent_id, count(p.id) AS posts,
      max(COALESCE(p.published_at, p.created_at)) AS newest
    FROM ${terms} t ${joined} GROUP BY t.id ORDER BY lower(t.name), t.id`)
  return rows.map(({ id, name, parent_id: parentId, posts, newest }) => ({
    ...{ id, name, parentId },
    posts: Number(posts),
    newest: newest === null ? null : new Date(newest),
  }))
}
