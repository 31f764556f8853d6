import { mark } from '../../i18n/translate.ts'
import { plainSummary } from '../../text/excerpt.ts'
import { readDocument, type DocumentHeader } from '../../text/frontmatter.ts'
import {
  countBytes,
  MAX_BODY_BYTES,
  MAX_EXCERPT_CHARS,
  MAX_TITLE_CHARS,
} from '../../text/limits.ts'
import { cleanName } from '../../text/name.ts'
import { slugify } from '../../text/slug.ts'
import type { ImportRemark, Say } from '../report.ts'
import { remarkOnBody } from './body-remarks.ts'
import { lineAt } from './code.ts'
import { chooseDate, type WrittenDate } from './date.ts'
import { decodeText } from './decode.ts'
import { readFileName, takeHeading, titleFromName, type FileName } from './naming.ts'
import { cleanAliases, cleanTerms } from './terms.ts'

/** A file as it was read, with the time that its file system knows. */
export type SourceFile = { source: string; bytes: Uint8Array; modifiedAt: Date }

/** What a document will be as a post, before its images and its final address are known. */
export type PlannedPost = {
  kind: 'post' | 'page'
  title: string
  /** What the address is made from; another post may have it. */
  slug: string
  /** True when the header itself names the address. */
  hasOwnSlug: boolean
  body: string
  excerpt: string
  category: string
  tags: string[]
  status: 'draft' | 'published'
  /** Null for a draft without a date. */
  publishedAt: Date | null
  language: string
  /** As it is written; '' if there is none. */
  author: string
  aliases: string[]
}

export type PlannedDocument =
  { ok: true; post: PlannedPost; remarks: ImportRemark[] } | { ok: false; problem: ImportRemark }

export type PlanOptions = { timeZone: string; now: Date }

type Parts = {
  header: DocumentHeader
  name: FileName
  date: NonNullable<WrittenDate>
  body: string
}

const NOTHING = {
  category: '',
  tags: [],
  excerpt: '',
  slug: '',
  kind: '',
  language: '',
  author: '',
  aliases: [],
} satisfies Partial<DocumentHeader>

/** Reads one file as a post; says what stands in the way, or what was changed on the way. */
export function planDocument(file: SourceFile, options: PlanOptions): PlannedDocument {
  const decoded = decodeText(file.bytes)
  if (!decoded.ok) return refuse(file, decoded.line, mark('This line is not UTF-8 text.'))
  const document = readDocument(decoded.text)
  if (!document.ok) return refuse(file, document.line, document.message)
  const header = document.header ?? { notes: [] }
  const name = readFileName(file.source)
  const date = chooseDate(header.date, { ...file, ...name }, options.timeZone)
  if (!date) {
    const text = mark('The date “{date}” cannot be read.')
    return refuse(file, findDateLine(decoded.text), text, { date: header.date ?? '' })
  }
  const body = document.body.replaceAll('\0', '')
  if (countBytes(body) > MAX_BODY_BYTES)
    return refuse(file, null, mark('The text is longer than 1 MiB.'))

  const remarks: ImportRemark[] = []
  const say: Say = (line, text, parameters = {}) => {
    remarks.push({ file: file.source, line, text, parameters })
  }
  for (const note of header.notes) say(null, note)
  remarkOnBody(body, firstBodyLine(decoded.text, document.body), say)
  const post = describePost({ header, name, date, body }, isDraft(file, header), say)
  remarkOnDate(post, date, options, say)
  return { ok: true, post, remarks }
}

function refuse(
  { source }: SourceFile,
  line: number | null,
  text: string,
  parameters: ImportRemark['parameters'] = {},
): PlannedDocument {
  return { ok: false, problem: { file: source, line, text, parameters } }
}

function findDateLine(text: string): number | null {
  const at = text.search(/^[ \t]*["']?(?:date|published|publishdate)\w*["']?[ \t]*[:=]/imu)
  return at === -1 ? null : lineAt(text, at)
}

function firstBodyLine(text: string, body: string): number {
  return lineAt(text, text.length - body.length)
}

function isDraft({ source }: SourceFile, header: DocumentHeader): boolean {
  return header.draft === true || source.split('/').includes('_drafts')
}

function describePost({ header, name, date, body }: Parts, draft: boolean, say: Say): PlannedPost {
  const given = { ...NOTHING, ...header }
  const titled = chooseTitle(header, name, body)
  const [category = ''] = cleanTerms([given.category], say)
  return {
    kind: given.kind.toLowerCase() === 'page' ? 'page' : 'post',
    title: cutTitle(titled.title, say),
    slug: chooseSlug(header, name, titled.title),
    hasOwnSlug: given.slug !== '',
    body: withContents(titled.body, header),
    excerpt: cutExcerpt(given.excerpt, say),
    category,
    tags: cleanTerms(given.tags, say),
    status: draft ? 'draft' : 'published',
    publishedAt: draft && date.origin === 'file' ? null : date.at,
    language: given.language,
    author: given.author,
    aliases: cleanAliases(given.aliases, say),
  }
}

function chooseTitle(
  header: DocumentHeader,
  name: FileName,
  body: string,
): { title: string; body: string } {
  const own = cleanName(header.title ?? '')
  if (own !== '') return { title: own, body }
  const heading = takeHeading(body)
  if (heading && heading.title !== '') return { title: heading.title, body: heading.rest }
  return { title: titleFromName(name) || mark('Untitled'), body }
}

function cutTitle(title: string, say: Say): string {
  const cut = plainSummary(title, MAX_TITLE_CHARS)
  if (cut !== title) {
    say(null, mark('The title is longer than {max} characters and was cut.'), {
      max: MAX_TITLE_CHARS,
    })
  }
  return cut
}

// As other programs do, the file's name gives the address, so that links from elsewhere go on working.
function chooseSlug(header: DocumentHeader, name: FileName, title: string): string {
  const written = (header.slug ?? '')
    .split('/')
    .filter(part => !/^\.*$/u.test(part))
    .at(-1)
  return slugify(written ?? (/[\p{L}\p{N}]/u.test(name.stem) ? name.stem : title))
}

function cutExcerpt(excerpt: string, say: Say): string {
  const chars = Array.from(excerpt)
  if (chars.length <= MAX_EXCERPT_CHARS) return excerpt
  say(null, mark('The summary is longer than {max} characters and was cut.'), {
    max: MAX_EXCERPT_CHARS,
  })
  return chars.slice(0, MAX_EXCERPT_CHARS).join('')
}

function withContents(body: string, { toc }: DocumentHeader): string {
  return toc === true && !/^\[\[?toc\]?\]\s*$/imu.test(body) ? `[[toc]]\n\n${body}` : body
}

function remarkOnDate(
  post: PlannedPost,
  date: Parts['date'],
  { now }: PlanOptions,
  say: Say,
): void {
  if (post.status === 'draft') return
  if (date.at > now) {
    say(null, mark('The date is in the future: the post is scheduled.'))
  } else if (date.origin === 'file' && post.kind === 'post') {
    const day = date.at.toISOString().slice(0, 10)
    say(null, mark('There is no date; that of the file was taken: {day}.'), { day })
  }
}
