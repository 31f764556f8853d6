/** Which page was asked for: a whole number from 1; anything else counts as 1. */
export function readPage(value: unknown): number {
  const page = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 1
  return Math.max(page, 1)
}

export type Pages = { page: number; last: number; previous: string | null; next: string | null }

/** The pages of a list of `total` things; `query` is kept in the addresses. */
export function countPages(
  { page, perPage, total }: { page: number; perPage: number; total: number },
  path: string,
  query: Record<string, string> = {},
): Pages {
  const last = Math.max(1, Math.ceil(total / perPage))
  const href = (to: number) => pageAddress(path, query, to)
  return {
    page,
    last,
    previous: page > 1 ? href(Math.min(page - 1, last)) : null,
    next: page < last ? href(page + 1) : null,
  }
}

/** The address of page `page` of a list; the first has no number. */
export function pageAddress(path: string, query: Record<string, string>, page: number): string {
  const given = Object.entries(query).filter(([name, value]) => value !== '' && name !== 'page')
  const parameters = new URLSearchParams(given)
  if (page > 1) parameters.set('page', String(page))
  return parameters.size > 0 ? `${path}?${parameters.toString()}` : path
}
