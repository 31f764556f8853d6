import type { Read } from '../../db/doors.ts'
import { findEarlyParts, listParts, type Part } from '../../series/parts.ts'
import { findSeriesByName } from '../../series/service.ts'
import type { StoredPost } from '../post.ts'
import type { Manner } from '../views.ts'

const SHOWN_SERIES = 200

/** What the editor says of series: their names, and of a post's own whether its parts would appear out of order. */
export async function viewSeriesPlace(
  read: Read,
  post: StoredPost | null,
  manner: Pick<Manner, 't' | 'now'>,
) {
  const names = await read.series.findMany({
    orderBy: { name: 'asc' },
    take: SHOWN_SERIES,
    select: { name: true },
  })
  const own = post?.series ? await findSeriesByName(read, post.series.name) : null
  const parts = own ? await listParts(read, own.id) : []
  return {
    names: names.map(({ name }) => name),
    warning: post ? warn(parts, post.id, manner) : '',
  }
}

function warn(parts: Part[], postId: number, { t, now }: Pick<Manner, 't' | 'now'>): string {
  const early = findEarlyParts(parts, now)
  const late = early.get(postId)
  if (late) return t('It would appear before part {number}, “{title}”.', partOf(late))
  const following = parts.find(({ id }) => early.get(id)?.id === postId)
  return following ? t('Part {number}, “{title}”, would appear before it.', partOf(following)) : ''
}

const partOf = ({ position, title }: Part) => ({ number: position, title })
