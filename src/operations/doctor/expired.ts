import { sql } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { rowSymptom, type RowRepair } from './rows.ts'

const STALE_MS = 86_400_000

/** What has served its time. None of it is shown or kept. */
export const expired = rowSymptom(({ now }) => [
  ...listGivenAway(now),
  {
    code: 'sessions-expired',
    text: mark('Sessions have expired and are still stored.'),
    plan: mark('They are removed. Nobody is signed out by it.'),
    table: 'sessions',
    where: sql`t.expires_at < ${now}`,
    isSecret: true,
  },
  {
    code: 'attempts-expired',
    text: mark('Counted attempts at signing in have expired and are still stored.'),
    plan: mark('They are removed.'),
    table: 'attempts',
    where: sql`t.expires_at < ${now}`,
    isSecret: true,
  },
])

const listGivenAway = (now: Date): RowRepair[] => [
  {
    code: 'tokens-expired',
    text: mark('Links and tokens that were given away have expired and are still stored.'),
    plan: mark('They are removed. Nobody could use them any more.'),
    table: 'tokens',
    where: sql`t.expires_at IS NOT NULL AND t.expires_at < ${now}`,
    isSecret: true,
  },
  {
    code: 'answers-expired',
    text: mark('Answers that were kept for repeated requests have expired and are still stored.'),
    plan: mark('They are removed.'),
    table: 'kept_answers',
    where: sql`t.expires_at < ${now}`,
    isSecret: true,
  },
  {
    code: 'openings-old',
    text: mark('A post counts as open in somebody’s editor, and was not seen there for a day.'),
    plan: mark('It counts as closed.'),
    table: 'openings',
    where: sql`t.seen_at < ${new Date(now.getTime() - STALE_MS)}`,
    isSecret: true,
  },
]
