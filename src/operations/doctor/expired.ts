import { sql } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { rowSymptom } from './rows.ts'

/** What has served its time: sessions and counted attempts. Neither is shown nor kept. */
export const expired = rowSymptom(({ now }) => [
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
