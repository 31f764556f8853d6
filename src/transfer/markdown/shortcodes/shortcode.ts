import type { Say } from '../../report.ts'

/** A shortcode with what it was given, and what stands between its beginning and its end (null: it stands alone). */
export type Shortcode = {
  name: string
  /** `key="value"`, by the key in lower case. */
  named: ReadonlyMap<string, string>
  /** The values without a key, in their order. */
  listed: readonly string[]
  inner: string | null
}

/** Makes Markdown or HTML of a shortcode; null leaves it as it is. */
export type Translate = (shortcode: Shortcode, say: Say) => string | null

const ARGUMENT =
  /(?:([\p{L}_][\p{L}\p{N}_-]*)\s*[=:](?!\/\/)\s*)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s,"'`]+))/gu

/** Reads what a shortcode was given. */
export function readArguments(rest: string): Pick<Shortcode, 'named' | 'listed'> {
  const named = new Map<string, string>()
  const listed: string[] = []
  for (const [, key, double, single, raw, bare] of rest.matchAll(ARGUMENT)) {
    const value = raw ?? bare ?? (double ?? single ?? '').replace(/\\(["'\\])/gu, '$1')
    if (key === undefined) listed.push(value)
    else named.set(key.toLowerCase(), value)
  }
  return { named, listed }
}

/** The first of the keys that says something, or the value at a place of those without a key. */
export function argument(
  { named, listed }: Shortcode,
  keys: readonly string[],
  place?: number,
): string {
  const found = keys.map(key => named.get(key)).find(value => value !== undefined && value !== '')
  return found ?? (place === undefined ? '' : (listed[place] ?? ''))
}
