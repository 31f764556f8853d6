import { sayWho } from '../accounts/who.ts'
import type { Read } from '../db/doors.ts'
import { readSummary } from '../history/list.ts'
import type { Summary } from '../history/operations.ts'
import { listSizeChanges, listTermOperations, type SizeChange } from '../history/story.ts'
import type { Translate } from '../i18n/translate.ts'
import type { Term } from '../taxonomy/changes.ts'
import type { VocabularyKind } from '../taxonomy/vocabulary.ts'
import { monthBounds, monthOf, type Month } from '../text/dates.ts'

const SHOWN_MONTHS = 24
const BAR_HEIGHT = 56

type Manner = { t: Translate; language: string; timeZone: string; now: Date }

/** What happened to a term, the newest first, and how many posts had it at the end of each month. */
export async function viewStory(
  read: Read,
  kind: VocabularyKind,
  { term, posts }: { term: Term; posts: number },
  manner: Manner,
) {
  const operations = await listTermOperations(read, { kind, id: term.id })
  const dates = new Intl.DateTimeFormat(manner.language, {
    dateStyle: 'medium',
    timeZone: manner.timeZone,
  })
  const { t } = manner
  const events = operations.map(operation => {
    const summary = readSummary(JSON.parse(operation.summary) as Summary, t)
    return {
      summary: operation.undoOfId === null ? summary : t('Undone: {summary}', { summary }),
      note: operation.undone ? t('undone since') : '',
      url: `/admin/operations/${operation.id}`,
      actor: sayWho(operation.actor, operation.actorName, t),
      date: dates.format(operation.createdAt),
      dateTime: operation.createdAt.toISOString(),
    }
  })
  const start = {
    ...{ summary: t('There since'), note: '', url: null, actor: '' },
    ...{ date: dates.format(term.createdAt), dateTime: term.createdAt.toISOString() },
  }
  const changes = await listSizeChanges(read, { kind, id: term.id })
  return {
    story: [...events, start],
    sizes: measureMonths({ changes, posts, since: term.createdAt }, manner),
  }
}

type Growth = { changes: SizeChange[]; posts: number; since: Date }

// Backwards from today, whose number is certain.
function measureMonths(
  { changes, posts, since }: Growth,
  { language, timeZone, now }: Omit<Manner, 't'>,
) {
  const first = changes.reduce((least, { at }) => (at < least ? at : least), since)
  const months = listMonths(monthOf(first, timeZone), monthOf(now, timeZone))
  const names = new Intl.DateTimeFormat(language, { month: 'short', year: 'numeric', timeZone })
  const sizes = months.map(month => {
    const { from, until } = monthBounds(month, timeZone)
    const later = changes
      .filter(({ at }) => at >= until)
      .reduce((sum, { change }) => sum + change, 0)
    return { label: names.format(from), size: Math.max(0, posts - later) }
  })
  const largest = Math.max(1, ...sizes.map(({ size }) => size))
  return sizes.map(bar => ({ ...bar, height: Math.round((bar.size / largest) * BAR_HEIGHT) }))
}

function listMonths(first: Month, last: Month): Month[] {
  const numberOf = ({ year, month }: Month) => year * 12 + month - 1
  const end = numberOf(last)
  const start = Math.max(numberOf(first), end - SHOWN_MONTHS + 1)
  return Array.from({ length: Math.max(0, end - start + 1) }, (_, at) => ({
    year: Math.floor((start + at) / 12),
    month: ((start + at) % 12) + 1,
  }))
}
