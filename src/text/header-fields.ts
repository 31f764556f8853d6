import { parseMoment } from './dates.ts'
import type { DocumentHeader } from './frontmatter.ts'
import { type HeaderValues, isRecord } from './header-values.ts'
import { cleanName, splitNames } from './name.ts'
import { spellMoment } from './written-date.ts'

const YES = new Set(['true', 'yes', 'on', '1', 'y'])
const DOCUMENT_ID = /^[0-9a-f]{12}-\d{1,10}$/u
/** What the programs of others call the picture of a post. */
const COVERS = [
  ...['cover', 'image', 'heroimage', 'featured_image', 'featuredimage', 'feature_image'],
  ...['cover_image', 'coverimage', 'banner', 'thumbnail'],
]
const NO = new Set(['false', 'no', 'off', '0', 'n'])

/** Takes the known keys, in any case and with spaces around them; all others are passed over. */
export function readFields({ values, notes }: HeaderValues): DocumentHeader {
  const keys = lowerKeys(values)
  const header: DocumentHeader = { notes: [...notes] }
  readTexts(keys, header)
  readNames(keys, header)
  readSeries(keys, header)
  readSwitches(keys, header)
  readAliases(keys, header)
  return header
}

function lowerKeys(values: Record<string, unknown>): Map<string, unknown> {
  const keys = new Map<string, unknown>()
  for (const [name, value] of Object.entries(values)) keys.set(name.trim().toLowerCase(), value)
  const taxonomies = keys.get('taxonomies')
  if (!isRecord(taxonomies)) return keys
  return new Map([...keys, ...lowerKeys(taxonomies)])
}

function readTexts(keys: Map<string, unknown>, header: DocumentHeader): void {
  const texts = {
    title: readText(['title'], keys),
    date: spellDate(readText(['date', 'publishdate', 'pubdate'], keys)),
    slug: readText(['slug'], keys),
    excerpt: readText(['excerpt', 'summary', 'description'], keys),
    language: readText(['language', 'lang', 'locale'], keys),
    author: readText(['author', 'authors'], keys),
    kind: readText(['kind', 'type', 'layout'], keys)?.toLowerCase(),
    cover: readText(COVERS, keys),
    canonical: readText(['canonical', 'canonicalurl', 'canonical_url'], keys),
    updated: readText(['updated', 'lastmod', 'last_modified_at', 'updateddate'], keys),
    deleted: readText(['deleted'], keys),
    ...readOrigin(keys),
  }
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined) Object.assign(header, { [name]: text })
  }
  if (header.kind !== 'post' && header.kind !== 'page') delete header.kind
  if (header.date && !parseMoment(header.date, 'UTC')) {
    header.notes.push(`The date “${header.date}” is not a date.`)
  }
}

// Other programs have an `id`, too; only what an export wrote says which post it is.
function readOrigin(keys: Map<string, unknown>): Pick<DocumentHeader, 'id' | 'base'> {
  const id = readText(['id'], keys) ?? ''
  if (!DOCUMENT_ID.test(id)) return {}
  return { id, base: readText(['base'], keys) ?? '' }
}

function spellDate(date: string | undefined): string | undefined {
  return date === undefined ? undefined : spellMoment(date)
}

// The first of the keys that says something; '' if they only stand there empty.
function readText(names: string[], keys: Map<string, unknown>): string | undefined {
  const texts = names.filter(name => keys.has(name)).map(name => toText(firstOf(keys.get(name))))
  return texts.find(text => text !== '') ?? texts[0]
}

// Of a list the first counts, of a record (`image: { path: … }`) what it is named by.
function firstOf(value: unknown): unknown {
  if (Array.isArray(value)) return firstOf(value[0])
  if (!isRecord(value)) return value
  return ['path', 'image', 'src', 'name'].map(key => value[key]).find(Boolean)
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : ''
}

function readNames(keys: Map<string, unknown>, header: DocumentHeader): void {
  const tags = collectNames(['tags', 'tag'], keys, header.notes)
  if (tags) header.tags = tags
  const categories = collectNames(['category', 'categories'], keys, header.notes)
  if (!categories) return
  const [category = '', ...others] = categories
  header.category = category
  if (others.length === 0) return
  header.tags = [...(tags ?? []), ...others]
  header.notes.push(
    `The first category, “${category}”, is the post's; the others became tags: ${others.join(', ')}.`,
  )
}

// Elsewhere a post may be in several series; here the first is its own.
function readSeries(keys: Map<string, unknown>, header: DocumentHeader): void {
  if (!keys.has('series')) return
  const [series = '', ...others] = [keys.get('series')].flat(3).map(name => cleanName(toText(name)))
  header.series = series
  if (others.length > 0) header.notes.push(`Only the first series was taken: “${series}”.`)
  const part = Number(readText(['part', 'series_order'], keys) ?? Number.NaN)
  if (Number.isInteger(part) && part > 0 && part < 10_000) header.part = part
}

function collectNames(
  names: string[],
  keys: Map<string, unknown>,
  notes: string[],
): string[] | undefined {
  const present = names.filter(name => keys.has(name))
  if (present.length === 0) return undefined
  return present.flatMap(name => {
    const value = keys.get(name)
    return Array.isArray(value) || isRecord(value)
      ? flattenNames(value, notes)
      : splitNames(toText(value))
  })
}

function flattenNames(value: unknown, notes: string[]): string[] {
  if (Array.isArray(value)) return value.flatMap(each => flattenNames(each, notes))
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([name, each]) => [
      ...flattenNames(name, notes),
      ...flattenNames(each, notes),
    ])
  }
  const text = toText(value)
  const name = cleanName(text.replace(/(?:(?<!\s)\s+)?[,，]\s*/gu, ' '))
  if (name !== cleanName(text)) notes.push(`A name has no comma: “${text}” became “${name}”.`)
  return name === '' ? [] : [name]
}

function readSwitches(keys: Map<string, unknown>, header: DocumentHeader): void {
  const published = readSwitch(keys.get('published'))
  const draft = readSwitch(keys.get('draft')) ?? (published === undefined ? undefined : !published)
  if (draft !== undefined) header.draft = draft
  for (const name of ['toc', 'pinned', 'noindex', 'exact'] as const) {
    const value = readSwitch(keys.get(name))
    if (value !== undefined) header[name] = value
  }
}

function readSwitch(value: unknown): boolean | undefined {
  const text = toText(value).toLowerCase()
  if (YES.has(text)) return true
  return NO.has(text) ? false : undefined
}

function readAliases(keys: Map<string, unknown>, header: DocumentHeader): void {
  const names = ['aliases', 'alias', 'redirect_from', 'permalink', 'url'].filter(name =>
    keys.has(name),
  )
  if (names.length === 0) return
  const paths = names
    .flatMap(name => [keys.get(name)].flat(3).map(toText))
    .filter(path => path !== '')
  header.aliases = [...new Set(paths.filter(isSafePath))]
  for (const path of paths) {
    if (!isSafePath(path)) header.notes.push(`The old address “${path}” was left out.`)
  }
}

function isSafePath(path: string): boolean {
  return !/(?:^|\/)\.\.(?:\/|$)|\\|^\/\/|[\p{Cc}:]/u.test(path.replace(/^https?:\/\//iu, ''))
}
