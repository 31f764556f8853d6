import { parse, stringify } from 'node:querystring'
import type { KeptRoutes } from './keep.ts'

/** What an answer is kept under, and which parameters made it. */
export type Key = { name: string; parameters: readonly string[] }

/** The key of an address, or null when no kept route answers it. */
export function keyOf(url: string, routes: KeptRoutes): Key | null {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  const parameters = routes.find(({ pattern }) => pattern.test(path))?.parameters
  if (!parameters) return null
  const known = end < 0 ? '' : knownQuery(url.slice(end + 1), parameters)
  return { name: known === '' ? path : `${path}?${known}`, parameters }
}

// Read as Express reads it: a name may be escaped, and come twice.
function knownQuery(query: string, parameters: readonly string[]): string {
  if (parameters.length === 0) return ''
  const given = parse(query)
  const known = parameters.flatMap(name =>
    given[name] === undefined ? [] : [[name, given[name]] as const],
  )
  return stringify(Object.fromEntries(known))
}
