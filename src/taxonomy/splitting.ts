import { sql, type Sql, type Tx } from '../db/doors.ts'
import { integer } from '../db/moment.ts'
import { joinAsCell } from '../history/kept-row.ts'
import { mark } from '../i18n/translate.ts'
import { countOperationPosts, runOperation, type Done, type Term, type Who } from './changes.ts'
import { resolveCategory, resolveTags } from './resolve.ts'
import type { VocabularyKind } from './vocabulary.ts'

export type Move = {
  /** The name of what these posts get instead; a tag comes in the same place. */
  into: string
  /** A subquery of post ids. */
  posts: Sql
}

type Recorded = { from: number; to: number; posts: Sql }

/** Splits a tag or a category: the posts of each move get another instead; the rest keep it, and it stays. */
export function splitTerm(
  tx: Tx,
  { kind, term, moves }: { kind: VocabularyKind; term: Term; moves: Move[] },
  { actor, now }: Who,
): Promise<Done> {
  const start = { kind: 'split', actorId: actor.id, movesVersion: true }
  const recordMove = kind === 'tag' ? recordTagMove : recordCategoryMove
  return runOperation(tx, start, now, async operationId => {
    for (const { into, posts } of moves) {
      const to = await resolveTarget(tx, kind, into, now)
      if (to === null || to === term.id) continue
      await recordMove(tx, operationId, { from: term.id, to, posts })
    }
    const count = await countOperationPosts(tx, operationId)
    const names = [...new Set(moves.map(({ into }) => `“${into}”`))].join(', ')
    return {
      text: mark('“{name}” was split: {count} posts moved to {names}'),
      name: term.name,
      count,
      names,
    }
  })
}

async function resolveTarget(
  tx: Tx,
  kind: VocabularyKind,
  name: string,
  now: Date,
): Promise<number | null> {
  if (kind === 'category') return resolveCategory(tx, name, now)
  const [tagId] = await resolveTags(tx, [name], now)
  return tagId ?? null
}

// A post that has the target already only loses the tag; one that an earlier move took stays there.
async function recordTagMove(
  tx: Tx,
  operationId: number,
  { from, to, posts }: Recorded,
): Promise<void> {
  const moved = sql`b.tag_id = ${from} AND b.post_id IN (${posts}) AND NOT EXISTS (
    SELECT 1 FROM operation_rows r WHERE r.operation_id = ${operationId}
      AND r.entity = 'blog_tag' AND r.entity_id = b.post_id AND r.other_id = ${from})`
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(operationId)}, 'blog_tag', b.post_id, ${integer(to)}, 'position', NULL,
      CAST(b.position AS TEXT)
    FROM blog_tag b WHERE ${moved} AND NOT EXISTS (
      SELECT 1 FROM blog_tag has WHERE has.post_id = b.post_id AND has.tag_id = ${to})`)
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(operationId)}, 'blog_tag', b.post_id, b.tag_id, 'position',
      ${joinAsCell(tx.dialect)}, NULL
    FROM blog_tag b WHERE ${moved}`)
}

async function recordCategoryMove(
  tx: Tx,
  operationId: number,
  { from, to, posts }: Recorded,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(operationId)}, 'post', p.id, 0, 'category_id', CAST(p.category_id AS TEXT),
      CAST(${String(to)} AS TEXT)
    FROM posts p WHERE p.category_id = ${from} AND p.id IN (${posts}) AND NOT EXISTS (
      SELECT 1 FROM operation_rows r WHERE r.operation_id = ${operationId}
        AND r.entity = 'post' AND r.entity_id = p.id AND r.field = 'category_id')`)
}
