import type { Query, Sql } from './doors.ts'

/** How long one query may take that runs beside the others. */
export const ASIDE_LIMIT_MS = 3_000

const MAX_WAITING = 32

/** Thrown where a query takes too long, or too many wait already: nothing is broken, try again. */
export class AsideError extends Error {}

/** Refuses a query at once when too many wait, so that a rush of searches ends as soon as it ends. */
export function limitWaiting(query: Query, max = MAX_WAITING): Query {
  let waiting = 0
  return async <Row>(statement: Sql): Promise<Row[]> => {
    if (waiting >= max) throw new AsideError('Too many searches wait.')
    waiting += 1
    try {
      return await query<Row>(statement)
    } finally {
      waiting -= 1
    }
  }
}
