import { sql, type Read, type Sql, type Tx } from '../db/doors.ts'
import { integer, moment } from '../db/moment.ts'
import type { Translate } from '../i18n/translate.ts'
import { findTermIds } from '../taxonomy/resolve.ts'
import { tagVocabulary } from '../taxonomy/vocabulary.ts'
import { closeKey } from '../text/close-key.ts'
import { nameKey } from '../text/key.ts'
import { listNearestNames } from '../text/likeness.ts'
import { cleanName } from '../text/name.ts'

const NEAREST = 3

/** Which of the given names these posts may have at once, and which were only asked for. */
export type AllowedTags = { tags: string[]; requested: string[] }

/**
 * The one lock of the vocabulary: where authors use existing tags only, each new name of an author
 * becomes a request for these posts (a subquery of ids). Editors, admins and the program are free.
 */
export async function allowTags(
  tx: Tx,
  names: string[],
  { posts, actorId, now }: { posts: Sql; actorId: number | null; now: Date },
): Promise<AllowedTags> {
  if (names.length === 0 || actorId === null || !(await isLockedFor(tx, actorId))) {
    return { tags: names, requested: [] }
  }
  const found = await findTermIds(tx, tagVocabulary, names)
  const missing = names.filter(name => !found.has(nameKey(name)) && nameKey(name) !== '')
  const requested = new Map(missing.map(name => [nameKey(name), cleanName(name)]))
  for (const [key, name] of requested) {
    await tx.execute(sql`
      INSERT INTO tag_requests (name, key, post_id, person_id, created_at)
      SELECT CAST(${name} AS TEXT), CAST(${key} AS TEXT), p.id, ${integer(actorId)},
        ${moment(tx.dialect, now)}
      FROM posts p WHERE p.id IN (${posts}) ON CONFLICT DO NOTHING`)
  }
  return {
    tags: names.filter(name => found.has(nameKey(name))),
    requested: [...requested.values()],
  }
}

/** The existing tags whose names are most like a new one, nearest first. */
export async function listNearestTags(read: Read, name: string): Promise<string[]> {
  const tags = await read.tag.findMany({ select: { name: true } })
  const keys = new Map(tags.map(tag => [closeKey(tag.name), tag.name]))
  return listNearestNames(closeKey(name), keys, NEAREST)
}

/** What an author is told whose new names were only asked for: the nearest tags first. */
export async function explainRequests(
  read: Read,
  requested: string[],
  t: Translate,
): Promise<string> {
  const sentences: string[] = []
  for (const name of requested) {
    const nearest = await listNearestTags(read, name)
    const names = nearest.map(near => `“${near}”`).join(', ')
    sentences.push(
      nearest.length > 0
        ? t('There is {names}; “{name}” is new, and an editor was asked for it.', { name, names })
        : t('“{name}” is new, and an editor was asked for it.', { name }),
    )
  }
  return sentences.join(' ')
}

async function isLockedFor(tx: Tx, actorId: number): Promise<boolean> {
  const setting = await tx.setting.findUnique({ where: { name: 'existingTagsOnly' } })
  if (setting?.value !== 'true') return false
  const person = await tx.user.findUnique({ where: { id: actorId }, select: { role: true } })
  return person?.role === 'author'
}
