import { readingMinutes } from '../../text/words.ts'
import { postPath, seriesPath } from '../addresses.ts'
import type { Surroundings } from '../head.ts'
import { showDate, showTitle } from '../pages.ts'
import type { findSeriesOfPost, SeriesCard } from './series.ts'

/** A part as the page of its series prints it. */
export function showPart(around: Surroundings, card: SeriesCard) {
  return {
    title: showTitle(around, card),
    url: postPath(card.slug),
    summary: card.summary,
    published: showDate(around, card.publishedAt ?? new Date(0)),
    minutes: readingMinutes(card.words),
    language: card.language === around.language ? '' : card.language,
  }
}

type Found = NonNullable<Awaited<ReturnType<typeof findSeriesOfPost>>>

/** What a post says of its series: which part it is, what stands before and after it, and all parts. */
export function showSeriesOf(around: Surroundings, postId: number, found: Found | null) {
  const at = found?.parts.findIndex(({ id }) => id === postId) ?? -1
  if (!found || at === -1) return null
  const parts = found.parts.map(part => ({
    title: showTitle(around, part),
    url: postPath(part.slug),
    isCurrent: part.id === postId,
  }))
  return {
    name: found.name,
    url: seriesPath(found.slug),
    number: at + 1,
    total: parts.length,
    parts,
    previous: parts[at - 1] ?? null,
    next: parts[at + 1] ?? null,
  }
}
