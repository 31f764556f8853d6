import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What a reader already has, as its request says. */
export type Conditions = Pick<IncomingHttpHeaders, 'if-none-match' | 'if-modified-since'>

type Known = { tag: string; lastModified: string | undefined }

/** A strong entity tag, without its quotes; each encoding adds its own end. */
export function makeTag(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 27)
}

/** Whether what the reader has is what it would get: by any tag of the list, else by the time. */
export function isFresh(conditions: Conditions, known: Known): boolean {
  const tags = conditions['if-none-match']
  if (tags !== undefined) return tags.trim() === '*' || listTags(tags).includes(known.tag)
  const since = Date.parse(conditions['if-modified-since'] ?? '')
  return known.lastModified !== undefined && Date.parse(known.lastModified) <= since
}

// Compared weakly, and whatever encoding it was of: the page behind it is the same.
function listTags(header: string): string[] {
  return [...header.matchAll(/(?:W\/)?"([\w-]+?)(?:\.(?:br|gzip))?"/gu)].map(([, tag = '']) => tag)
}
