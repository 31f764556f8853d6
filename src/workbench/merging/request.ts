import { sql, join, type Read } from '../../db/doors.ts'
import { idOf } from '../../http/errors.ts'
import { listField, typedFields } from '../../http/form.ts'
import type { Translate } from '../../i18n/translate.ts'
import { findTermIds } from '../../taxonomy/resolve.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import { cleanName } from '../../text/name.ts'
import { sayMerge } from '../plan/sentences.ts'
import type { VocabularyRequest } from '../requests.ts'

export type MergeRequest = Extract<VocabularyRequest, { verb: 'merge' }>

/** What a form (or the address of the page before it) wants to merge; `into` is 0 when nothing has that name. */
export async function readMerge(
  read: Read,
  vocabulary: Vocabulary,
  fields: Record<string, unknown>,
): Promise<MergeRequest> {
  const { intoName = '', into = '', descriptions = '' } = typedFields(fields)
  const named = await findTermIds(read, vocabulary, [intoName])
  const target = into === '' ? (named.get(nameKey(cleanName(intoName))) ?? 0) : idOf(into)
  const from = [...new Set(listField(fields['from']).map(idOf))].filter(id => id !== target)
  const joinDescriptions = descriptions === 'join'
  return { verb: 'merge', kind: vocabulary.kind, from, into: target, joinDescriptions }
}

/** What a merge would do, in one sentence with the names and the number; null when it cannot be done. */
export async function describeMerge(
  read: Read,
  { kind, terms }: Vocabulary,
  { from, into }: MergeRequest,
  t: Translate,
) {
  if (from.length === 0) return null
  const rows = await read.query<{ id: number; name: string; description: string }>(sql`
    SELECT id, name, description FROM ${terms} WHERE id IN (${join([...from, into])}) ORDER BY id`)
  const target = rows.find(({ id }) => id === into)
  const gone = rows.filter(({ id }) => id !== into)
  if (!target || gone.length < from.length) return null
  const names = gone.map(({ name }) => `“${name}”`).join(', ')
  const count = await countPosts(read, kind, from)
  return {
    sentence: sayMerge(kind, { names, to: target.name, count, isOne: gone.length === 1 }, t),
    ...{ from, into: target, names },
    descriptions: rows.filter(({ description }) => description !== '').length,
  }
}

async function countPosts(read: Read, kind: Vocabulary['kind'], ids: number[]): Promise<number> {
  const [row] = await read.query<{ posts: number | bigint }>(
    kind === 'tag'
      ? sql`SELECT count(DISTINCT post_id) AS posts FROM blog_tag WHERE tag_id IN (${join(ids)})`
      : sql`SELECT count(*) AS posts FROM posts WHERE category_id IN (${join(ids)})`,
  )
  return Number(row?.posts ?? 0)
}
