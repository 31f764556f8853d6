import { z } from 'zod'

const MAX_PER_PAGE = 100

/** Which page of a list; what is no number counts as the default. */
export const PageQuery = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1).catch(1),
  perPage: z.coerce.number().int().min(1).max(MAX_PER_PAGE).default(20).catch(20),
})

type Window = z.output<typeof PageQuery>

/** The shape of a list of such items. */
export const listOf = (item: z.ZodType) =>
  z.object({ items: z.array(item), page: z.int(), perPage: z.int(), total: z.int() })

export const windowOf = ({ page, perPage }: Window) => ({
  limit: perPage,
  offset: (page - 1) * perPage,
})

/** A list with the addresses of its other pages in the header `Link` (RFC 8288). */
export function answerList(
  path: string,
  query: Window & Record<string, unknown>,
  { items, total }: { items: unknown[]; total: number },
) {
  const { page, perPage } = query
  const last = Math.max(1, Math.ceil(total / perPage))
  const relations = [
    ['first', 1],
    ...(page > 1 ? [['prev', Math.min(page - 1, last)]] : []),
    ...(page < last ? [['next', page + 1]] : []),
    ['last', last],
  ] as [string, number][]
  const links = relations.map(([rel, to]) => `<${addressOf(path, query, to)}>; rel="${rel}"`)
  return { body: { items, page, perPage, total }, headers: { Link: links.join(', ') } }
}

function addressOf(path: string, query: Record<string, unknown>, page: number): string {
  const given = Object.entries({ ...query, page }).filter(([, value]) => String(value) !== '')
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`
}
