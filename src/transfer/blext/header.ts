import { readDocument } from '../../text/frontmatter.ts'
import { lineAt } from '../markdown/code.ts'

/** What one way of reading the header of an old document found; what is not there is undefined. */
export type Reading = {
  title: string | undefined
  category: string | undefined
  tags: string[] | undefined
}

export type OldDocument = {
  /** The readings of its header, the stricter one first; none if it has no header. */
  readings: Reading[]
  body: string
  /** The line of the document in which its body begins. */
  line: number
  /** What stands before the header, and so was never shown. */
  before: string
}

/** Takes the document of an old post apart: as every header is read here, and as BLEXT itself read it. */
export function readOldDocument(text: string): OldDocument {
  const lines = text
    .replace(/^\ufeff/u, '')
    .replace(/\r\n?/gu, '\n')
    .replaceAll('\0', '')
  const strict = readDocument(lines)
  const parts = splitAtDashes(lines)
  const loose = parts && readLoosely(parts.header)
  if (strict.ok && strict.header) {
    const { title, category, tags } = strict.header
    const readings = [{ title, category, tags }, ...(loose ? [loose] : [])]
    return { readings, ...placeBody(lines, strict.body), before: '' }
  }
  if (!parts || !loose) return { readings: [], ...placeBody(lines, lines), before: '' }
  return { readings: [loose], ...placeBody(lines, parts.body), before: parts.before.trim() }
}

function placeBody(text: string, rest: string): { body: string; line: number } {
  const body = rest.replace(/^(?:[ \t]*\n)+/u, '')
  return { body, line: lineAt(text, text.length - body.length) }
}

// BLEXT took the first two `---` of a text, wherever they stood.
function splitAtDashes(text: string): { before: string; header: string; body: string } | null {
  const start = text.indexOf('---')
  const end = start === -1 ? -1 : text.indexOf('---', start + 3)
  if (end === -1) return null
  return {
    before: text.slice(0, start),
    header: text.slice(start + 3, end),
    body: text.slice(end + 3),
  }
}

function readLoosely(header: string): Reading | null {
  const title = findValue(header, /^[ \t]*title:(.*)$/mu)
  const category = findValue(header, /^[ \t]*categor(?:y|ies):(.*)$/mu)
  const tags = findValue(header, /^[ \t]*tags:\s*\[([^\]]{0,10000})\]/mu)
  if (title === undefined || (category === undefined && tags === undefined)) return null
  return { title, category, tags: tags?.split(',').map(tag => tag.trim()) }
}

function findValue(header: string, pattern: RegExp): string | undefined {
  return pattern.exec(header)?.[1]?.trim()
}
