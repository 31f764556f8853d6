import { findHeader } from './header-block.ts'
import { readFields } from './header-fields.ts'
import { readValues } from './header-values.ts'

/** What the header of a document says; every value as text. A key that is absent says nothing, an empty one clears. */
export type DocumentHeader = {
  title?: string
  /** As it stands there, with its zone if it has one: parseMoment reads it, or not. */
  date?: string
  category?: string
  tags?: string[]
  draft?: boolean
  slug?: string
  excerpt?: string
  aliases?: string[]
  language?: string
  author?: string
  kind?: string
  /** What it is a part of, and which. */
  series?: string
  part?: number
  toc?: boolean
  pinned?: boolean
  noindex?: boolean
  cover?: string
  canonical?: string
  /** When its text was last changed, and when it went into the trash; written as the date is. */
  updated?: string
  deleted?: string
  /** Which post it is, and what of it was exported, where an export wrote it. */
  id?: string
  base?: string
  /** The body begins right below, with its empty lines, and keeps its line ends. */
  exact?: boolean
  /** What was changed or left out while reading, a sentence each. */
  notes: string[]
}

export type ReadDocument =
  | { ok: true; header: DocumentHeader | null; body: string }
  | { ok: false; line: number; message: string }

/** Splits a text into its YAML (`---`), TOML (`+++`) or JSON header and its body; nothing in it is ever executed. */
export function readDocument(text: string): ReadDocument {
  const lines = text.replace(/^\ufeff/u, '').replace(/\r\n?/gu, '\n')
  const block = findHeader(lines)
  if (block === null) return { ok: true, header: null, body: lines }
  if ('message' in block) return { ok: false, ...block }
  const values = readValues(block)
  if ('message' in values) return { ok: false, ...values }
  const header = readFields(values)
  const body = header.exact
    ? cutExactly(text, lines.length - block.body.length)
    : block.body.replace(EMPTY_LINES, '')
  return { ok: true, header, body }
}

const EMPTY_LINES = /^(?:[ \t]*\n)+/u

// What stands below the header, with the line ends that it has in the file.
function cutExactly(text: string, headerChars: number): string {
  const whole = text.replace(/^\ufeff/u, '')
  let [at, left] = [0, headerChars]
  for (; left > 0; left -= 1) at += whole.startsWith('\r\n', at) ? 2 : 1
  return whole.slice(at)
}

/** The document form of a post, with a YAML header; readDocument gives the same back. */
export function writeDocument(given: Omit<DocumentHeader, 'notes'>, body: string): string {
  const header = EMPTY_LINES.test(body) || body.includes('\r') ? { ...given, exact: true } : given
  const lines = [
    ...writeText('title', header.title),
    ...writeText('category', header.category),
    ...writeList('tags', header.tags),
    ...writeText('date', header.date),
    ...writeSwitch('draft', header.draft),
    ...writeText('slug', header.slug),
    ...writeText('excerpt', header.excerpt),
    ...writeText('series', header.series),
    ...(header.part === undefined ? [] : [`part: ${header.part}`]),
    ...writeText('language', header.language),
    ...writeText('kind', header.kind),
    ...writeSwitch('toc', header.toc),
    ...writeText('author', header.author),
    ...writeSwitch('pinned', header.pinned),
    ...writeText('cover', header.cover),
    ...writeText('canonical', header.canonical),
    ...writeSwitch('noindex', header.noindex),
    ...writeList('aliases', header.aliases),
    ...writeText('updated', header.updated),
    ...writeText('deleted', header.deleted),
    ...writeText('id', header.id),
    ...writeText('base', header.base),
    ...writeSwitch('exact', header.exact),
  ]
  return `---\n${lines.map(line => `${line}\n`).join('')}---\n${body}`
}

function writeText(key: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${key}: ${writeScalar(value, PLAIN)}`.trimEnd()]
}

function writeList(key: string, values: string[] | undefined): string[] {
  return values
    ? [`${key}: [${values.map(value => writeScalar(value, PLAIN_IN_LIST)).join(', ')}]`]
    : []
}

function writeSwitch(key: string, value: boolean | undefined): string[] {
  return value === undefined ? [] : [`${key}: ${String(value)}`]
}

// What is surely a plain YAML scalar for every reader; all else is quoted.
const PLAIN =
  /^(?!(?:true|false|yes|no|on|off|null|y|n)$)(?:[\p{L}](?:[\p{L}\p{M}\p{N} ,.!?()/'_-]*[\p{L}\p{M}\p{N}.!?)])?|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/iu
const PLAIN_IN_LIST =
  /^(?!(?:true|false|yes|no|on|off|null|y|n)$)\p{L}(?:[\p{L}\p{M}\p{N} ._-]*[\p{L}\p{M}\p{N}])?$/iu

function writeScalar(value: string, plain: RegExp): string {
  if (plain.test(value) && (value !== '' || plain === PLAIN)) return value
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/gu,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
