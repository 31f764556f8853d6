import { sql } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { RENDERER_VERSION } from '../../render/renderer.ts'
import type { Symptom } from './finding.ts'

/** Posts whose HTML an older renderer made; they are rendered anew after the transaction. */
export const rendering: Symptom = {
  find: async ({ read }) => {
    const [row] = await read.query<{ count: number | bigint }>(
      sql`SELECT count(*) AS count FROM posts WHERE renderer_version < ${RENDERER_VERSION}`,
    )
    const count = Number(row?.count ?? 0)
    const text = mark('The HTML of a post was made by an older version of the renderer.')
    const plan = mark(
      'It is made anew from the Markdown; more than 200 at once only by blext doctor --repair or blext rerender. Dates and feeds stay as they are.',
    )
    return count > 0 ? [{ code: 'html-old', text, plan, count, rows: [] }] : []
  },
  repair: () => Promise.resolve(),
}
