import { isEditor, type SignedIn } from '../accounts/signed-in.ts'
import { join, sql, type Read, type Sql } from '../db/doors.ts'
import type { Media } from '../db/generated/sqlite/client.ts'

/** What the library is narrowed to; '' = not narrowed. */
export type MediaFilter = {
  q: string
  /** `images`, `documents` (all others), `missing` (images that nobody described), `deleted`. */
  show: Show | ''
  /** `mine`: what this person uploaded. */
  from: 'mine' | ''
}

const SHOWS = ['images', 'documents', 'missing', 'deleted'] as const
type Show = (typeof SHOWS)[number]

/** Reads the filter from a query; what is unknown narrows nothing. */
export function readMediaFilter(query: Record<string, unknown>): MediaFilter {
  const q = query['q']
  return {
    q: typeof q === 'string' ? q.replaceAll('\0', '').trim().slice(0, 200) : '',
    show: SHOWS.find(show => show === query['show']) ?? '',
    from: query['from'] === 'mine' ? 'mine' : '',
  }
}

/** How many files the filter finds; for each kind, whatever kind it is narrowed to. */
export async function countMedia(
  read: Read,
  user: SignedIn,
  filter: MediaFilter,
): Promise<Record<Show | 'all', number>> {
  const [row] = await read.query<Record<Show, number | bigint>>(sql`
    SELECT ${countOf(SHOWN.images)} AS images, ${countOf(SHOWN.documents)} AS documents,
      ${countOf(SHOWN.missing)} AS missing, ${countOf(SHOWN.deleted)} AS deleted
    FROM media m WHERE ${commonConditions(user, filter)}`)
  const count = (show: Show) => Number(row?.[show] ?? 0)
  const [images, documents] = [count('images'), count('documents')]
  const all = images + documents
  return { all, images, documents, missing: count('missing'), deleted: count('deleted') }
}

/** One page of the library, the newest first. */
export async function listMedia(
  read: Read,
  user: SignedIn,
  filter: MediaFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<Media[]> {
  const shown = filter.show === '' ? sql`m.deleted_at IS NULL` : SHOWN[filter.show]
  const found = await read.query<{ id: number }>(sql`
    SELECT m.id FROM media m WHERE ${commonConditions(user, filter)} AND ${shown}
    ORDER BY m.created_at DESC, m.id DESC LIMIT ${limit} OFFSET ${offset}`)
  return read.media.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
}

const countOf = (condition: Sql): Sql => sql`count(CASE WHEN ${condition} THEN 1 END)`

const SHOWN: Record<Show, Sql> = {
  images: sql`m.deleted_at IS NULL AND m.type LIKE 'image/%'`,
  documents: sql`m.deleted_at IS NULL AND m.type NOT LIKE 'image/%'`,
  missing: sql`m.deleted_at IS NULL AND m.type LIKE 'image/%' AND m.alt = ''`,
  deleted: sql`m.deleted_at IS NOT NULL`,
}

function commonConditions(user: SignedIn, { q, from }: MediaFilter): Sql {
  const conditions = [sql`1 = 1`]
  if (!isEditor(user) || from === 'mine') conditions.push(sql`m.uploader_id = ${user.id}`)
  for (const word of q.split(/\s+/u).filter(Boolean)) conditions.push(mentions(word))
  return join(conditions, ' AND ')
}

// SQLite folds the case of ASCII letters only; what was typed is looked for as it stands, too.
function mentions(word: string): Sql {
  const pattern = (text: string) => `%${text.replace(/[!%_]/g, '!$&')}%`
  const either = (column: Sql) => sql`(${column} LIKE ${pattern(word)} ESCAPE '!'
    OR lower(${column}) LIKE ${pattern(word.toLowerCase())} ESCAPE '!')`
  return sql`(${either(sql`m.name`)} OR ${either(sql`m.alt`)} OR ${either(sql`m.type`)})`
}
