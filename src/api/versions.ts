import { mark } from '../i18n/translate.ts'
import { Problem } from '../http/problem.ts'

const STALE = mark('It was changed since: get it again, and send its new version in If-Match.')

/** The entity tag of a version. */
export const tagOf = (version: number): string => `"${version}"`

/** The version that `If-Match` means; 412 unless it is the present one. */
export function requireVersion(ifMatch: string, present: number): number {
  const named = ifMatch.split(',').map(tag => tag.trim().replace(/^W\//, ''))
  if (named.some(tag => tag === '*' || tag === tagOf(present) || tag === String(present))) {
    return present
  }
  throw stale()
}

/** What answers a request that means a version that is no longer the present one. */
export const stale = (): Problem => new Problem(412, STALE)
