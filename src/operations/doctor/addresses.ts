import { sql, type Sql } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { rowSymptom } from './rows.ts'

const LIVING: Sql[] = [
  sql`SELECT '/posts/' || slug FROM posts WHERE kind = 'post'`,
  sql`SELECT '/pages/' || slug FROM posts WHERE kind = 'page'`,
  sql`SELECT '/tags/' || slug FROM tags`,
  sql`SELECT '/categories/' || slug FROM categories`,
]

/** Old addresses that are the present address of something, so that they are never followed. */
export const addresses = rowSymptom(() => [
  {
    code: 'redirects-shadowed',
    text: mark('An old address is the present address of something.'),
    plan: mark('The old address is removed, as nobody is ever led by it; the report keeps it.'),
    table: 'redirects',
    where: sql`(t.path IN (${LIVING[0]}) OR t.path IN (${LIVING[1]})
      OR t.path IN (${LIVING[2]}) OR t.path IN (${LIVING[3]}))`,
  },
  {
    code: 'forwards-shadowed',
    text: mark('A redirect begins at the present address of something, so it is never followed.'),
    plan: mark('It is removed; the report keeps it.'),
    table: 'forwards',
    where: sql`(t.path IN (${LIVING[0]}) OR t.path IN (${LIVING[1]})
      OR t.path IN (${LIVING[2]}) OR t.path IN (${LIVING[3]}))`,
  },
])
