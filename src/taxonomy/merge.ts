import { join, sql, type Tx } from '../db/doors.ts'
import { integer } from '../db/moment.ts'
import { joinAsCell } from '../history/kept-row.ts'
import { recordRows, type RowChange } from '../history/operations.ts'
import { mark } from '../i18n/translate.ts'
import { nameKey } from '../text/key.ts'
import {
  aliasEntity,
  countOperationPosts,
  recordFormer,
  redirectEntity,
  runOperation,
  termChange,
  type Done,
  type Term,
  type Who,
} from './changes.ts'
import { listAncestors } from './parents.ts'
import { listChildren } from './terms.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Merge = {
  from: Term[]
  into: Term
  /** True: the remaining description is all of them, one under the other; false: its own, else the first. */
  joinDescriptions: boolean
}

/**
 * Merges terms into one: its posts get the remaining term once, in the place of the first of the
 * others; all names and addresses lead to it; children move to it; a description of its own stays.
 */
export function mergeTerms(
  tx: Tx,
  vocabulary: Vocabulary,
  { from, into, joinDescriptions }: Merge,
  { actor, now }: Who,
): Promise<Done> {
  const start = { kind: 'merge', actorId: actor.id, movesVersion: false }
  return runOperation(tx, start, now, async operationId => {
    const ids = from.map(term => term.id)
    await (vocabulary.kind === 'tag'
      ? recordTagPosts(tx, operationId, { ids, into: into.id })
      : recordCategoryPosts(tx, operationId, { ids, into: into.id }))
    await recordFormer(tx, vocabulary, operationId, { from: ids, to: into.id })
    const gone = from.flatMap(term => mergedTermRows(vocabulary, { term, into }))
    await recordRows(tx, operationId, gone)
    await recordRemaining(tx, vocabulary, operationId, { from, into, joinDescriptions })
    const count = await countOperationPosts(tx, operationId)
    const names = from.map(term => `“${term.name}”`).join(', ')
    return { text: mark('{names} merged into “{to}”, {count} posts'), names, to: into.name, count }
  })
}

type Posts = { ids: number[]; into: number }

async function recordTagPosts(tx: Tx, operationId: number, { ids, into }: Posts): Promise<void> {
  const operation = integer(operationId)
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${operation}, 'blog_tag', b.post_id, b.tag_id, 'position', ${joinAsCell(tx.dialect)}, NULL
    FROM blog_tag b WHERE b.tag_id IN (${join(ids)})`)
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${operation}, 'blog_tag', b.post_id, ${integer(into)}, 'position', NULL,
      CAST(MIN(b.position) AS TEXT)
    FROM blog_tag b WHERE b.tag_id IN (${join(ids)})
      AND NOT EXISTS (SELECT 1 FROM blog_tag has WHERE has.post_id = b.post_id AND has.tag_id = ${into})
    GROUP BY b.post_id`)
}

async function recordCategoryPosts(
  tx: Tx,
  operationId: number,
  { ids, into }: Posts,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(operationId)}, 'post', id, 0, 'category_id', CAST(category_id AS TEXT),
      CAST(${String(into)} AS TEXT)
    FROM posts WHERE category_id IN (${join(ids)})`)
}

function mergedTermRows(
  vocabulary: Vocabulary,
  { term, into }: { term: Term; into: Term },
): RowChange[] {
  const path = vocabulary.path + term.slug
  const alias = {
    ...{ entity: aliasEntity(vocabulary), entityId: into.id, field: term.key },
    ...{ before: null, after: term.name },
  }
  // The doctor merges names that count as the same: the name of the one finds the other already.
  const isOtherName = nameKey(term.name) !== nameKey(into.name)
  return [
    termChange(vocabulary, term.id, term, null),
    ...(isOtherName ? [alias] : []),
    {
      ...{ entity: redirectEntity(vocabulary), entityId: into.id, field: path },
      ...{ before: null, after: path },
    },
  ]
}

// The children of the merged move to the remaining term. Stands that somewhere under one of the
// merged, it takes that one's place, or the two would be each other's parents.
async function recordRemaining(
  tx: Tx,
  vocabulary: Vocabulary,
  operationId: number,
  { from, into, joinDescriptions }: Merge,
): Promise<void> {
  const ids = new Set(from.map(term => term.id))
  const children = await listChildren(tx, vocabulary, [...ids])
  const moved = children
    .filter(child => child.id !== into.id && !ids.has(child.id))
    .map(child => termChange(vocabulary, child.id, child, { ...child, parentId: into.id }))
  await recordRows(tx, operationId, moved)
  const texts = [into, ...from].map(term => term.description).filter(text => text !== '')
  const after = {
    ...into,
    description: (joinDescriptions ? [...new Set(texts)].join('\n\n') : texts[0]) ?? '',
    parentId: placeOutside(await listAncestors(tx, vocabulary, into.parentId), ids),
  }
  const change = termChange(vocabulary, into.id, into, after)
  if (change.before !== change.after) await recordRows(tx, operationId, [change])
}

// The nearest ancestor over all that are merged.
function placeOutside(ancestors: Term[], merged: Set<number>): number | null {
  const highest = ancestors.findLastIndex(({ id }) => merged.has(id))
  return ancestors[highest + 1]?.id ?? null
}
