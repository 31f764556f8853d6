import { sql } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { cleanOldPath } from '../../text/old-path.ts'
import { rowSymptom } from './rows.ts'

/** Forwards that lead, step by step, back to themselves, so that they lead nowhere. */
export const forwards = rowSymptom(async ({ read }) => {
  const rows = await read.query<{ id: number; path: string; target: string }>(
    sql`SELECT id, path, target FROM forwards ORDER BY id`,
  )
  const targets = new Map(rows.map(({ path, target }) => [path, cleanOldPath(target) ?? '']))
  return rows
    .filter(({ path }) => leadsBack(path, targets))
    .map(({ id }) => ({
      code: 'forwards-in-a-circle',
      text: mark('A redirect leads, step by step, back to itself.'),
      plan: mark('It is removed; the report keeps it.'),
      table: 'forwards',
      where: sql`t.id = ${id}`,
    }))
})

function leadsBack(from: string, targets: Map<string, string>): boolean {
  const seen = new Set<string>()
  let path = targets.get(from)
  while (path !== undefined && path !== from && !seen.has(path)) {
    seen.add(path)
    path = targets.get(path)
  }
  return path === from
}
