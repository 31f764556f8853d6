import type { Flash } from '../../http/locals.ts'
import { sql, type Read } from '../../db/doors.ts'
import type { Translate } from '../../i18n/translate.ts'
import { countLinking } from './linking.ts'
import type { Rewriting } from './redirect.ts'
import { presentPath } from './targets.ts'

/** The page that shows what a rewriting would change. */
export function rewritingUrl({ from, to }: Rewriting): string {
  const query = new URLSearchParams([['to', to], ...from.map(path => ['from', path])])
  return `/admin/links/rewrite?${query.toString()}`
}

/** What is said when something has another address now and texts lead to the old one; null when none does. */
export async function offerRewriting(
  read: Read,
  rewriting: Rewriting,
  t: Translate,
): Promise<NonNullable<Flash['offer']> | null> {
  const from = rewriting.from.filter(path => path !== rewriting.to)
  const count = from.length > 0 ? await countLinking(read, from) : 0
  if (count === 0) return null
  return {
    text: t('{count} posts link to the old address:', { count }),
    label: t('Rewrite them'),
    url: rewritingUrl({ from, to: rewriting.to }),
  }
}

/** The same for what an operation of the vocabulary gave another address. */
export async function offerAfterOperation(
  read: Read,
  operationId: number,
  t: Translate,
): Promise<NonNullable<Flash['offer']> | null> {
  const moved = await read.query<{ path: string; target: string | null }>(sql`
    SELECT o.field AS path, ${presentPath(sql`o.field`)} AS target FROM operation_rows o
    WHERE o.operation_id = ${operationId} AND o.entity IN ('tag_redirect', 'category_redirect')
      AND o.after IS NOT NULL ORDER BY o.id`)
  const to = moved[0]?.target
  if (to === undefined || to === null) return null
  const from = moved.filter(({ target }) => target === to).map(({ path }) => path)
  return offerRewriting(read, { from: [...new Set(from)].slice(0, 90), to }, t)
}
