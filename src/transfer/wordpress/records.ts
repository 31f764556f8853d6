import { createReadStream } from 'node:fs'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { mark } from '../../i18n/translate.ts'
import { mendXml, type Mended } from './mend-xml.ts'

/** One thing of an export: the values of its elements by name, each as text. */
export type WxrRecord = {
  kind: 'site' | 'author' | 'category' | 'tag' | 'term' | 'item'
  /** The line where it begins. */
  line: number
  values: Map<string, string>
  meta: Map<string, string>
  terms: { domain: string; slug: string; name: string }[]
  comments: number
}

/** A file that cannot be read on; the message is a sentence with `{path}` and `{line}`. */
export class WxrError extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** What was mended or passed over while a file was read. */
export type Reading = {
  mended: Mended
  faults: { line: number; message: string }[]
  isWhole: boolean
}

const MAX_DEPTH = 40
const MAX_RUN_CHARS = 16 * 1024 * 1024
const MAX_TEXT_CHARS = 4 * 1024 * 1024
const MAX_TERMS = 10_000
const MAX_FAULTS = 20

const RECORDS: ReadonlyMap<string, WxrRecord['kind']> = new Map([
  ['item', 'item'],
  ['wp:author', 'author'],
  ['wp:category', 'category'],
  ['wp:tag', 'tag'],
  ['wp:term', 'term'],
])
const SITE = new Set([
  'title',
  'link',
  'language',
  'wp:base_site_url',
  'wp:base_blog_url',
  'wp:wxr_version',
])
const META = new Set(
  (
    '_thumbnail_id _wp_attachment_image_alt _wp_old_slug footnotes _yoast_wpseo_metadesc ' +
    '_yoast_wpseo_primary_category _yoast_wpseo_canonical _yoast_wpseo_meta-robots-noindex rank_math_description ' +
    'rank_math_primary_category rank_math_canonical_url _aioseo_description _genesis_canonical_uri'
  ).split(' '),
)

/** Reads an export piece by piece, however large it is; nothing in it is fetched or executed. */
export async function* readRecords(path: string, reading: Reading): AsyncGenerator<WxrRecord> {
  const mend = mendXml(reading.mended)
  const { write, close, take } = openParser(reading)
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 })
  const decoder = new TextDecoder('utf-8')
  let isFirst = true
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (isFirst) refuseEncoding(chunk)
      isFirst = false
      write(mend(decoder.decode(chunk, { stream: true }), false))
      yield* take()
    }
    write(mend(decoder.decode(), true))
    close()
    yield* take()
  } finally {
    stream.destroy()
  }
}

// UTF-16 has a zero in each sign of this; UTF-7 and others say their name.
function refuseEncoding(chunk: Buffer): void {
  const head = chunk.subarray(0, 200).toString('latin1')
  const named = /encoding\s*=\s*["']([^"']*)/iu.exec(head)?.[1] ?? 'utf-8'
  if (head.includes('\0') || !/^(?:utf-?8|us-ascii)$/iu.test(named)) {
    throw new WxrError(1, mark('{path} is not in UTF-8.'))
  }
}

type Run = {
  parser: SaxesParser
  path: string[]
  text: string
  /** How many characters came since the parser last saw anything whole. */
  waiting: number
  site: WxrRecord
  record: WxrRecord | null
  entry: Map<string, string>
  done: WxrRecord[]
  reading: Reading
}

type Parser = { write: (text: string) => void; close: () => void; take: () => WxrRecord[] }

function openParser(reading: Reading): Parser {
  const parser = new SaxesParser({ xmlns: false, position: true })
  const site = createRecord('site', 1)
  const run: Run = {
    parser,
    site,
    reading,
    path: [],
    text: '',
    waiting: 0,
    record: null,
    entry: new Map(),
    done: [],
  }
  parser.on('error', error => noteFault(run, error))
  parser.on('doctype', () => {
    throw new WxrError(parser.line, DOCTYPE)
  })
  parser.on('opentag', tag => openElement(run, tag))
  parser.on('text', text => addText(run, text))
  parser.on('cdata', text => addText(run, text))
  parser.on('closetag', tag => closeElement(run, tag.name))
  return { write, close: () => parser.close(), take: () => run.done.splice(0) }

  function write(text: string): void {
    run.waiting += text.length
    parser.write(text)
    if (run.waiting > MAX_RUN_CHARS) throw new WxrError(parser.line, TOO_LONG)
  }
}

function noteFault({ reading, parser }: Run, error: Error): void {
  if (reading.faults.length >= MAX_FAULTS) return
  reading.faults.push({ line: parser.line, message: error.message.replace(/^\d+:\d+: /u, '') })
}

function openElement(run: Run, { name, attributes }: SaxesTagPlain): void {
  const { path, parser } = run
  run.waiting = 0
  run.text = ''
  path.push(name)
  refuseForeign(path, parser.line)
  const kind = path.length === 3 ? RECORDS.get(name) : undefined
  if (kind) run.record = createRecord(kind, parser.line)
  if (path.length === 4) run.entry = new Map()
  if (path.length === 4 && name === 'category' && run.record) openTerm(run.record, attributes)
}

function refuseForeign(path: readonly string[], line: number): void {
  if (path.length > MAX_DEPTH) throw new WxrError(line, TOO_DEEP)
  if (path[0] !== 'rss') throw new WxrError(line, NO_EXPORT)
}

function addText(run: Run, text: string): void {
  run.waiting = 0
  if (run.text.length < MAX_TEXT_CHARS) run.text += text
}

function closeElement(run: Run, name: string): void {
  const { path, text, record, site, reading } = run
  run.waiting = 0
  if (record && path.length === 3) finishRecord(run, record)
  else if (record) closeWithin(run, record, name)
  else if (path.length === 3 && SITE.has(name)) site.values.set(name, text.trim())
  if (name === 'channel') reading.isWhole = true
  path.pop()
  run.text = ''
}

// What is said of the blog comes before its first thing.
function finishRecord(run: Run, record: WxrRecord): void {
  const { site, done } = run
  if (site.values.size > 0) done.push({ ...site, values: new Map(site.values) })
  site.values.clear()
  done.push(record)
  run.record = null
}

const DOCTYPE = mark(
  '{path} declares a document type in line {line}, which no export of WordPress does.',
)
const TOO_LONG = mark('{path} holds a text of more than 16 million characters; see line {line}.')
const TOO_DEEP = mark('The elements of {path} are nested too deeply; see line {line}.')
const NO_EXPORT = mark('{path} is no export of WordPress: see line {line}.')

const createRecord = (kind: WxrRecord['kind'], line: number): WxrRecord => ({
  ...{ kind, line, comments: 0 },
  ...{ values: new Map<string, string>(), meta: new Map<string, string>(), terms: [] },
})

function openTerm(record: WxrRecord, attributes: Record<string, string>): void {
  if (record.terms.length >= MAX_TERMS) return
  record.terms.push({
    domain: attributes['domain'] ?? 'category',
    slug: attributes['nicename'] ?? '',
    name: '',
  })
}

function closeWithin({ text, entry, path }: Run, record: WxrRecord, name: string): void {
  if (path.length === 5 && KEPT_BELOW.has(name)) entry.set(name, text.trim())
  if (path.length !== 4) return
  const close = CLOSING.get(name)
  if (close) close(record, entry, text)
  else record.values.set(name, text)
}

type Close = (record: WxrRecord, entry: ReadonlyMap<string, string>, text: string) => void

const CLOSING: ReadonlyMap<string, Close> = new Map<string, Close>([
  ['category', (record, _entry, text) => nameTerm(record, text)],
  ['wp:postmeta', keepMeta],
  ['wp:comment', countComment],
  ['wp:termmeta', () => undefined],
])

function nameTerm({ terms }: WxrRecord, text: string): void {
  const term = terms.at(-1)
  if (term) term.name = text.trim()
}

function keepMeta({ meta }: WxrRecord, entry: ReadonlyMap<string, string>): void {
  const key = entry.get('wp:meta_key') ?? ''
  if (META.has(key)) meta.set(key, entry.get('wp:meta_value') ?? '')
}

function countComment(record: WxrRecord, entry: ReadonlyMap<string, string>): void {
  if (isComment(entry)) record.comments += 1
}

// Nothing else of a comment is kept for a moment: it holds addresses of people.
const KEPT_BELOW = new Set([
  'wp:meta_key',
  'wp:meta_value',
  'wp:comment_approved',
  'wp:comment_type',
])

function isComment(entry: ReadonlyMap<string, string>): boolean {
  const type = entry.get('wp:comment_type') ?? ''
  return entry.get('wp:comment_approved') === '1' && (type === '' || type === 'comment')
}
