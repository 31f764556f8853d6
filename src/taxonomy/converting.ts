import { sql, type Dialect, type Sql, type Tx } from '../db/doors.ts'
import { integer } from '../db/moment.ts'
import { joinAsCell, linesOf } from '../history/kept-row.ts'
import { recordRows, type RowChange } from '../history/operations.ts'
import { mark } from '../i18n/translate.ts'
import {
  aliasEntity,
  countOperationPosts,
  findTermById,
  listFormer,
  recordFormer,
  recordLeaving,
  redirectEntity,
  runOperation,
  termChange,
  type Done,
  type Term,
  type Who,
} from './changes.ts'
import { findTermIds, resolveCategory, resolveTags } from './resolve.ts'
import { listChildren } from './terms.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from './vocabulary.ts'

/**
 * Turns a tag into a category: its posts that have no category get it and lose the tag. A post that
 * has another category keeps both, and so does the tag, so that nothing is lost.
 */
export function convertToCategory(tx: Tx, tag: Term, { actor, now }: Who): Promise<Done> {
  const start = { kind: 'to-category', actorId: actor.id, movesVersion: true }
  return runOperation(tx, start, now, async operationId => {
    const categoryId = (await resolveCategory(tx, tag.name, now)) ?? 0
    await recordCategoryGain(tx, operationId, { tagId: tag.id, categoryId })
    const count = await countOperationPosts(tx, operationId)
    const left = await countOtherPosts(tx, tag.id, categoryId)
    if (left === 0)
      await recordSuccession(tx, operationId, {
        term: tag,
        vocabulary: tagVocabulary,
        successorId: categoryId,
      })
    return left === 0
      ? { text: mark('The tag “{name}” is a category now; {count} posts'), name: tag.name, count }
      : {
          text: mark(
            '{count} posts moved from the tag “{name}” to the category; {left} have another category and keep the tag',
          ),
          ...{ name: tag.name, count, left },
        }
  })
}

/**
 * Turns a category into a tag: its posts have no category then, and the tag after their others; where
 * the category had come of a tag, in the place that this had.
 */
export function convertToTag(tx: Tx, category: Term, { actor, now }: Who): Promise<Done> {
  const start = { kind: 'to-tag', actorId: actor.id, movesVersion: true }
  return runOperation(tx, start, now, async operationId => {
    const [tagId = 0] = await resolveTags(tx, [category.name], now)
    await tx.execute(sql`
      INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
      SELECT ${integer(operationId)}, 'blog_tag', p.id, ${integer(tagId)}, 'position', NULL, COALESCE(
        ${formerPlace(tx.dialect, category.id)}, CAST(
          (SELECT COALESCE(MAX(position), -1) + 1 FROM blog_tag WHERE post_id = p.id) AS TEXT))
      FROM posts p WHERE p.category_id = ${category.id}
        AND NOT EXISTS (SELECT 1 FROM blog_tag WHERE post_id = p.id AND tag_id = ${tagId})`)
    await recordLeaving(tx, categoryVocabulary, operationId, [category.id])
    await recordSuccession(tx, operationId, {
      term: category,
      vocabulary: categoryVocabulary,
      successorId: tagId,
    })
    const count = await countOperationPosts(tx, operationId)
    return {
      text: mark('The category “{name}” is a tag now; {count} posts'),
      name: category.name,
      count,
    }
  })
}

// The place of the tag that a post `p` lost when a tag became this category.
function formerPlace(dialect: Dialect, categoryId: number): Sql {
  const { value } = linesOf(dialect, sql`lost.before`)
  return sql`(SELECT ${value} FROM operation_rows lost JOIN operations o ON o.id = lost.operation_id
    WHERE o.kind = 'to-category' AND lost.entity = 'blog_tag' AND lost.entity_id = p.id
      AND lost.after IS NULL AND EXISTS (
        SELECT 1 FROM operation_rows given WHERE given.operation_id = lost.operation_id
          AND given.entity = 'post' AND given.entity_id = p.id AND given.field = 'category_id'
          AND given.after = CAST(${String(categoryId)} AS TEXT))
    ORDER BY lost.id DESC LIMIT 1)`
}

async function recordCategoryGain(
  tx: Tx,
  operationId: number,
  { tagId, categoryId }: { tagId: number; categoryId: number },
): Promise<void> {
  const moved = sql`p.id IN (SELECT post_id FROM blog_tag WHERE tag_id = ${tagId})
    AND (p.category_id IS NULL OR p.category_id = ${categoryId})`
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(operationId)}, 'post', p.id, 0, 'category_id', NULL,
      CAST(${String(categoryId)} AS TEXT)
    FROM posts p WHERE p.category_id IS NULL AND ${moved}`)
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(operationId)}, 'blog_tag', b.post_id, b.tag_id, 'position',
      ${joinAsCell(tx.dialect)}, NULL
    FROM blog_tag b JOIN posts p ON p.id = b.post_id WHERE b.tag_id = ${tagId} AND ${moved}`)
}

async function countOtherPosts(tx: Tx, tagId: number, categoryId: number): Promise<number> {
  const rows = await tx.query<{ count: number | bigint }>(sql`
    SELECT count(*) AS count FROM blog_tag b JOIN posts p ON p.id = b.post_id
    WHERE b.tag_id = ${tagId} AND p.category_id IS NOT NULL AND p.category_id <> ${categoryId}`)
  return Number(rows[0]?.count ?? 0)
}

type Succession = {
  term: Term
  /** That of the term; its successor is of the other. */
  vocabulary: Vocabulary
  successorId: number
}

// The term goes; its description and names pass to its successor of the other kind, its addresses lead there.
async function recordSuccession(
  tx: Tx,
  operationId: number,
  { term, vocabulary, successorId }: Succession,
): Promise<void> {
  const other = vocabulary.kind === 'tag' ? categoryVocabulary : tagVocabulary
  const { names, paths } = await listFormer(tx, vocabulary, term.id)
  const taken = await findTermIds(
    tx,
    other,
    names.map(({ name }) => name),
  )
  await recordFormer(tx, vocabulary, operationId, { from: [term.id], to: null })
  const children = await listChildren(tx, vocabulary, [term.id])
  const rows: RowChange[] = [
    ...children.map(child => termChange(vocabulary, child.id, child, { ...child, parentId: null })),
    termChange(vocabulary, term.id, term, null),
    ...names
      .filter(({ key }) => !taken.has(key))
      .map(({ key, name }) => ({
        ...{ entity: aliasEntity(other), entityId: successorId, field: key },
        ...{ before: null, after: name },
      })),
    ...[...paths, vocabulary.path + term.slug].map(path => ({
      ...{ entity: redirectEntity(other), entityId: successorId, field: path },
      ...{ before: null, after: path },
    })),
  ]
  await recordRows(tx, operationId, rows)
  const successor = await findTermById(tx, other, successorId)
  if (successor?.description === '' && term.description !== '') {
    const after = { ...successor, description: term.description }
    await recordRows(tx, operationId, [termChange(other, successorId, successor, after)])
  }
}
