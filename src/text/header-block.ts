import { MAX_HEADER_BYTES, countBytes } from './limits.ts'

export type HeaderSyntax = 'yaml' | 'toml' | 'json'

/** The header of a document as it stands there; `line` is the line, from 1, on which its source begins. */
export type HeaderBlock = { syntax: HeaderSyntax; source: string; line: number; body: string }

export type HeaderFault = { line: number; message: string }

type Opening = { syntax: HeaderSyntax; closing: RegExp }

const OPENINGS: readonly [RegExp, Opening][] = [
  [/^---[ \t]*(?:ya?ml[ \t]*)?$/iu, { syntax: 'yaml', closing: /^(?:---|\.\.\.)[ \t]*$/u }],
  [/^---[ \t]*toml[ \t]*$/iu, { syntax: 'toml', closing: /^---[ \t]*$/u }],
  [/^---[ \t]*json[ \t]*$/iu, { syntax: 'json', closing: /^---[ \t]*$/u }],
  [/^\+\+\+[ \t]*$/u, { syntax: 'toml', closing: /^\+\+\+[ \t]*$/u }],
  [/^;;;[ \t]*$/u, { syntax: 'json', closing: /^;;;[ \t]*$/u }],
]
const KEY = /^(?:["']?[\p{L}_][\p{L}\p{N} _.-]{0,200}["']?[ \t]{0,20}[:=]|\[\w)/u
const KNOWN_KEY =
  /^(?:title|date|tags?|categor(?:y|ies)|draft|slug|layout|author|description|summary)[ \t]*:/iu

/** Finds the header of a text that has line feeds only; null if there is none. Refuses what is not closed, too long or foreign. */
export function findHeader(text: string): HeaderBlock | HeaderFault | null {
  const block = findOpened(text) ?? findJson(text) ?? findUnopened(text)
  if (block === null || 'message' in block) return block
  if (countBytes(block.source) <= MAX_HEADER_BYTES) return block
  return { line: 1, message: 'The header is longer than 64 KB.' }
}

function findOpened(text: string): HeaderBlock | HeaderFault | null {
  const first = text.split('\n', 1)[0] ?? ''
  const opening = OPENINGS.find(([pattern]) => pattern.test(first))?.[1]
  if (!opening) return refuseForeign(text, first)
  const block = cutAtClosing(text, first.length + 1, opening)
  if (block) return looksLikeHeader(block.source) ? block : null
  const [second = ''] = text.slice(first.length + 1).split('\n', 1)
  return KNOWN_KEY.test(second) ? { line: 1, message: 'The header has no closing line.' } : null
}

// `---js` and its like are programs to other tools; here they are never run.
function refuseForeign(text: string, first: string): HeaderFault | null {
  const [, language] = /^---[ \t]*([a-z]+)[ \t]*$/iu.exec(first) ?? []
  if (language === undefined || !/\n---[ \t]*(?:\n|$)/u.test(text)) return null
  return { line: 1, message: `A header in “${language}” is not read; use YAML, TOML or JSON.` }
}

function cutAtClosing(
  text: string,
  start: number,
  { syntax, closing }: Opening,
): HeaderBlock | null {
  let offset = start
  while (offset <= text.length) {
    const end = text.indexOf('\n', offset)
    const line = text.slice(offset, end < 0 ? undefined : end)
    if (closing.test(line)) {
      const body = end < 0 ? '' : text.slice(end + 1)
      return { syntax, source: text.slice(start, offset), line: 2, body }
    }
    if (end < 0) return null
    offset = end + 1
  }
  return null
}

// Between two thematic breaks may stand prose.
function looksLikeHeader(source: string): boolean {
  const first = source.split('\n').find(line => line.trim() !== '' && !/^\s*#/u.test(line))
  return first === undefined || KEY.test(first.trim()) || /^\s*[{"&?!%]/u.test(first)
}

function findJson(text: string): HeaderBlock | HeaderFault | null {
  if (!/^\{\s*(?:"[^"\n]*"\s*:|\}\s*(?:\n|$))/u.test(text)) return null
  const end = findBrace(text.slice(0, MAX_HEADER_BYTES + 1))
  if (end === null) return { line: 1, message: 'The header has no closing brace within 64 KB.' }
  const body = text.slice(end).replace(/^[ \t]*\n/u, '')
  return { syntax: 'json', source: text.slice(0, end), line: 1, body }
}

function findBrace(text: string): number | null {
  let depth = 0
  // What is not closed ends with its line, or each of many quotes would be read to the end.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*(?:"|\\?$)|[{}]/gmu)) {
    if (token === '{') depth += 1
    if (token === '}') depth -= 1
    if (depth === 0) return index + 1
  }
  return null
}

// Hexo reads headers without their first `---`.
function findUnopened(text: string): HeaderBlock | null {
  if (!KNOWN_KEY.test(text)) return null
  const block = cutAtClosing(text, 0, { syntax: 'yaml', closing: /^---[ \t]*$/u })
  const lines = block?.source.trimEnd().split('\n') ?? []
  const isHeader =
    lines.length > 1 && lines.every(line => KEY.test(line) || /^(?:\s+\S|- )/u.test(line))
  return block && isHeader ? { ...block, line: 1 } : null
}
