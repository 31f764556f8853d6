import { join, sql, type Tx } from '../db/doors.ts'
import { integer } from '../db/moment.ts'
import { recordRows } from '../history/operations.ts'
import { mark } from '../i18n/translate.ts'
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
import { listChildren } from './terms.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Merges terms into one: its posts get the remaining term once, in the place of the first of the
 * others; all names and addresses lead to it; children move to it; a description of its own stays.
 */
export function mergeTerms(
  tx: Tx,
  vocabulary: Vocabulary,
  { from, into }: { from: Term[]; into: Term },
  { actor, now }: Who,
): Promise<Done> {
  const start = { kind: 'merge', actorId: actor.id, movesVersion: false }
  return runOperation(tx, start, now, async operationId => {
    const ids = from.map(term => term.id)
    await (vocabulary.kind === 'tag'
      ? recordTagPosts(tx, operationId, { ids, into: into.id })
      : recordCategoryPosts(tx, operationId, { ids, into: into.id }))
    for (const term of from) await recordMergedTerm(tx, vocabulary, operationId, { term, into })
    await recordRemaining(tx, vocabulary, operationId, { from, into })
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
    SELECT ${operation}, 'blog_tag', post_id, tag_id, 'position', CAST(position AS TEXT), NULL
    FROM blog_tag WHERE tag_id IN (${join(ids)})`)
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

async function recordMergedTerm(
  tx: Tx,
  vocabulary: Vocabulary,
  operationId: number,
  { term, into }: { term: Term; into: Term },
): Promise<void> {
  await recordFormer(tx, vocabulary, operationId, { from: term.id, to: into.id })
  const path = vocabulary.path + term.slug
  await recordRows(tx, operationId, [
    termChange(vocabulary, term.id, term, null),
    {
      ...{ entity: aliasEntity(vocabulary), entityId: into.id, field: term.key },
      ...{ before: null, after: term.name },
    },
    {
      ...{ entity: redirectEntity(vocabulary), entityId: into.id, field: path },
      ...{ before: null, after: path },
    },
  ])
}

// The children of the merged move to the remaining term, which moves out of any of the merged.
async function recordRemaining(
  tx: Tx,
  vocabulary: Vocabulary,
  operationId: number,
  { from, into }: { from: Term[]; into: Term },
): Promise<void> {
  const ids = new Set(from.map(term => term.id))
  for (const term of from) {
    const children = await listChildren(tx, vocabulary, term.id)
    const others = children.filter(child => child.id !== into.id && !ids.has(child.id))
    const moved = others.map(child =>
      termChange(vocabulary, child.id, child, { ...child, parentId: into.id }),
    )
    await recordRows(tx, operationId, moved)
  }
  const [described] = from.filter(term => term.description !== '')
  const after = {
    ...into,
    description: into.description || (described?.description ?? ''),
    parentId: into.parentId !== null && ids.has(into.parentId) ? null : into.parentId,
  }
  const change = termChange(vocabulary, into.id, into, after)
  if (change.before !== change.after) await recordRows(tx, operationId, [change])
}
