import { sql, type Read } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { adviseMerge, findingKey, type CheckedTerm, type Finding } from './finding.ts'
import { groupItems } from './group.ts'

/** All posts of `inner` have `outer` as well. */
export type Inclusion = { inner: CheckedTerm; outer: CheckedTerm }

type Pair = { inner: number; outer: number }

/**
 * The tags of three posts and more whose posts all have another tag. What is on all posts of a tag is
 * on its first and its last, so only few pairs are looked at as a whole.
 */
export async function listInclusions(read: Read, tags: CheckedTerm[]): Promise<Inclusion[]> {
  const byId = new Map(tags.map(tag => [tag.id, tag]))
  const rows = await read.query<Pair>(sql`
    WITH present AS (
      SELECT b.tag_id, b.post_id FROM blog_tag b JOIN posts p ON p.id = b.post_id
      WHERE p.deleted_at IS NULL
    ), sized AS (
      SELECT tag_id, count(*) AS posts, min(post_id) AS first, max(post_id) AS last
      FROM present GROUP BY tag_id HAVING count(*) >= 3
    )
    SELECT a.tag_id AS "inner", f.tag_id AS "outer" FROM sized a
    JOIN blog_tag f ON f.post_id = a.first AND f.tag_id <> a.tag_id
    JOIN blog_tag l ON l.post_id = a.last AND l.tag_id = f.tag_id
    WHERE NOT EXISTS (
      SELECT 1 FROM blog_tag i JOIN posts p ON p.id = i.post_id
      WHERE i.tag_id = a.tag_id AND p.deleted_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM blog_tag o WHERE o.post_id = i.post_id AND o.tag_id = f.tag_id))`)
  return rows.flatMap(row => {
    const [inner, outer] = [byId.get(row.inner), byId.get(row.outer)]
    return inner && outer ? [{ inner, outer }] : []
  })
}

/** Tags that always stand together. */
export function findTwins(inclusions: Inclusion[]): Finding[] {
  return inclusions
    .filter(({ inner, outer }) => inner.posts === outer.posts && inner.id < outer.id)
    .map(({ inner, outer }) => {
      const text = mark('“{name}” and “{to}” always stand together, on {count} posts.')
      const sentence = { text, name: inner.name, to: outer.name, count: inner.posts }
      return adviseMerge('twins', 'tag', [inner, outer], sentence)
    })
}

/** Tags that stand only where a larger one stands: the smallest of those may be the parent. */
export function findInside(inclusions: Inclusion[], tags: CheckedTerm[]): Finding[] {
  const parents = new Map(tags.map(({ id, parentId }) => [id, parentId]))
  const wider = inclusions.filter(({ inner, outer }) => inner.posts < outer.posts)
  const byInner = groupItems(wider, ({ inner }) => inner.id)
  return [...byInner.values()].flatMap(list => {
    const [nearest] = list.toSorted(
      (a, b) => a.outer.posts - b.outer.posts || a.outer.id - b.outer.id,
    )
    if (!nearest || list.some(({ inner, outer }) => isUnder(inner.id, outer.id, parents))) return []
    return [adviseParent(nearest)]
  })
}

function adviseParent({ inner, outer }: Inclusion): Finding {
  const names = { name: inner.name, to: outer.name }
  return {
    ...{ key: findingKey('inside', 'tag', [inner.id, outer.id]), kind: 'inside' },
    sentence: {
      text: mark('All {count} posts of “{name}” have “{to}” ({posts}) too.'),
      ...{ ...names, count: inner.posts, posts: outer.posts },
    },
    advice: { text: mark('Put “{name}” under “{to}”'), ...names },
    request: { verb: 'change', kind: 'tag', id: inner.id, input: { parent: outer.name } },
  }
}

function isUnder(id: number, above: number, parents: Map<number, number | null>): boolean {
  const seen = new Set<number>()
  let next = parents.get(id) ?? null
  while (next !== null && !seen.has(next)) {
    if (next === above) return true
    seen.add(next)
    next = parents.get(next) ?? null
  }
  return false
}
