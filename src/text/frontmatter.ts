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
  return { ok: true, header: readFields(values), body: block.body.replace(/^(?:[ \t]*\n)+/u, '') }
}

/** The document form of a post, with a YAML header; readDocument gives the same back. */
export function writeDocument(header: Omit<DocumentHeader, 'notes'>, body: string): string {
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
    ...writeList('aliases', header.aliases),
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
