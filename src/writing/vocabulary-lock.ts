import { sql, type Read, type Sql, type Tx } from '../db/doors.ts'
import { moment } from '../db/moment.ts'
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
  const requested = await listLockedNames(tx, names, actorId)
  for (const name of requested) {
    await tx.execute(sql`
      INSERT INTO tag_requests (name, key, post_id, person_id, created_at)
      SELECT CAST(${name} AS TEXT), CAST(${nameKey(name)} AS TEXT), p.id,
        CAST(${actorId} AS INTEGER), ${moment(tx.dialect, now)}
      FROM posts p WHERE p.id IN (${posts}) ON CONFLICT DO NOTHING`)
  }
  const keys = new Set(requested.map(nameKey))
  return { tags: names.filter(name => !keys.has(nameKey(name))), requested }
}

/** Those of the names that are new and that this person may only ask for, each once. */
export async function listLockedNames(
  read: Read,
  names: string[],
  actorId: number | null,
): Promise<string[]> {
  if (names.length === 0 || actorId === null || !(await isLockedFor(read, actorId))) return []
  const found = await findTermIds(read, tagVocabulary, names)
  const missing = names.filter(name => !found.has(nameKey(name)) && nameKey(name) !== '')
  return [...new Map(missing.map(name => [nameKey(name), cleanName(name)])).values()]
}

/** Whether authors use existing tags only. */
export async function isVocabularyLocked(read: Read): Promise<boolean> {
  const locked = await read.query(
    sql`SELECT 1 FROM settings WHERE name = 'existingTagsOnly' AND value = 'true'`,
  )
  return locked.length > 0
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

async function isLockedFor(read: Read, actorId: number): Promise<boolean> {
  if (!(await isVocabularyLocked(read))) return false
  const person = await read.user.findUnique({ where: { id: actorId }, select: { role: true } })
  // The dry run of an import knows people who are not there yet.
  return (person?.role ?? 'author') === 'author'
}
