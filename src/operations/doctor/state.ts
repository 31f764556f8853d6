import { sql } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import type { Symptom } from './finding.ts'

const MISSING = sql`SELECT count(*) AS count FROM site_state WHERE id = 1`

/** The one row that counts the changes of the content; without it no page is known to be old. */
export const state: Symptom = {
  find: async ({ read }) => {
    const [row] = await read.query<{ count: number | bigint }>(MISSING)
    if (Number(row?.count ?? 0) > 0) return []
    const text = mark('The row that counts the changes of the content is missing.')
    const plan = mark('It is made anew.')
    return [{ code: 'state-missing', text, plan, count: 1, rows: [] }]
  },
  repair: async ({ tx }) => {
    const [row] = await tx.query<{ count: number | bigint }>(MISSING)
    if (Number(row?.count ?? 0) > 0) return
    await tx.execute(sql`DELETE FROM site_state`)
    await tx.execute(sql`INSERT INTO site_state (id, content_version) VALUES (1, 1000000)`)
  },
}
