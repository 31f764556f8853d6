import { sql, type Read } from '../../db/doors.ts'
import { matchingPosts } from '../../db/search.ts'
import { findEarlyParts, listParts, type Part } from '../../series/parts.ts'
import { formatDate } from '../../text/dates.ts'
import { readSearchQuery } from '../../text/search-query.ts'
import { stateOf } from '../../writing/list.ts'
import { stateLabel, type Manner } from '../../writing/views.ts'

const SHOWN_CANDIDATES = 20

/** The parts of a series as its page shows them, with a warning where one would appear too early. */
export async function viewParts(read: Read, seriesId: number, manner: Manner) {
  const parts = await listParts(read, seriesId)
  const early = findEarlyParts(parts, manner.now)
  const numbers = new Map(parts.map(({ id }, at) => [id, at + 1]))
  return parts.map(part => {
    const before = early.get(part.id)
    return {
      ...viewPart(part, manner),
      number: numbers.get(part.id) ?? 0,
      warning: before
        ? manner.t('It would appear before part {number}, “{title}”.', {
            number: numbers.get(before.id) ?? 0,
            title: before.title,
          })
        : '',
    }
  })
}

function viewPart(part: Part, { t, language, timeZone, now }: Manner) {
  const status = stateOf(part, now)
  return {
    id: part.id,
    title: part.title || t('Untitled'),
    editUrl: `/admin/posts/${part.id}/edit`,
    status,
    statusLabel: stateLabel(status, t),
    date: part.publishedAt ? formatDate(part.publishedAt, language, timeZone) : '',
    dateTime: part.publishedAt?.toISOString() ?? '',
  }
}

/** The posts that a search finds and that are no parts of this series yet, each with the series that it is in. */
export async function findCandidates(
  read: Read,
  { seriesId, q }: { seriesId: number; q: string },
): Promise<{ id: number; title: string; series: string }[]> {
  if (q === '') return []
  const found = matchingPosts(read.dialect, readSearchQuery(q, true))
  return read.query<{ id: number; title: string; series: string }>(sql`
    SELECT p.id, p.title, COALESCE(s.name, '') AS series FROM posts p
    LEFT JOIN series_posts sp ON sp.post_id = p.id LEFT JOIN series s ON s.id = sp.series_id
    WHERE p.deleted_at IS NULL AND p.kind = 'post' AND COALESCE(sp.series_id, 0) <> ${seriesId}
      AND p.id IN (${found})
    ORDER BY COALESCE(p.published_at, p.created_at) DESC, p.id DESC LIMIT ${SHOWN_CANDIDATES}`)
}
