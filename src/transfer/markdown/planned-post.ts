import { mark } from '../../i18n/translate.ts'
import { plainSummary } from '../../text/excerpt.ts'
import type { DocumentHeader } from '../../text/frontmatter.ts'
import { MAX_EXCERPT_CHARS, MAX_NAME_CHARS, MAX_TITLE_CHARS } from '../../text/limits.ts'
import { cleanName } from '../../text/name.ts'
import { slugify } from '../../text/slug.ts'
import type { Say } from '../report.ts'
import type { PlannedPost } from '../source.ts'
import type { WrittenDate } from './date.ts'
import { takeHeading, titleFromName, type FileName } from './naming.ts'
import { cleanAliases, cleanTerms } from './terms.ts'

/** What a document consists of, once it is read. */
export type Parts = {
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
  series: '',
} satisfies Partial<DocumentHeader>

/** Makes a post of a document's parts; says what was cut or left out. */
export function describePost(
  { header, name, date, body }: Parts,
  draft: boolean,
  say: Say,
): PlannedPost {
  const given = { ...NOTHING, ...header }
  const titled = chooseTitle(header, name, body)
  const [category = ''] = cleanTerms([given.category], say)
  return {
    kind: given.kind === 'page' ? 'page' : 'post',
    title: cutTitle(titled.title, say),
    slug: chooseSlug(header, name, titled.title),
    hasOwnSlug: given.slug !== '',
    body: withContents(titled.body, header),
    excerpt: cutExcerpt(given.excerpt, say),
    category,
    tags: cleanTerms(given.tags, say),
    status: draft ? 'draft' : 'published',
    publishedAt: draft && date.origin === 'file' ? null : date.at,
    isDated: date.origin !== 'file',
    language: cleanLanguage(given.language, say),
    author: given.author,
    aliases: cleanAliases(given.aliases, say),
    series: cutName(given.series),
    seriesPosition: header.part ?? null,
    ...readMore(header),
  }
}

// What a document does not say stays as it is in a post that is here already.
function readMore({ cover, pinned, noindex }: DocumentHeader): Partial<PlannedPost> {
  return {
    ...(cover !== undefined && { cover }),
    ...(pinned !== undefined && { pinned }),
    ...(noindex !== undefined && { noindex }),
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

export function cutTitle(title: string, say: Say): string {
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

export function cutExcerpt(excerpt: string, say: Say): string {
  const chars = Array.from(excerpt.replaceAll('\0', ''))
  if (chars.length <= MAX_EXCERPT_CHARS) return chars.join('')
  say(null, mark('The summary is longer than {max} characters and was cut.'), {
    max: MAX_EXCERPT_CHARS,
  })
  return chars.slice(0, MAX_EXCERPT_CHARS).join('')
}

const cutName = (name: string): string => Array.from(name).slice(0, MAX_NAME_CHARS).join('').trim()

function cleanLanguage(language: string, say: Say): string {
  if (language === '') return ''
  try {
    return new Intl.Locale(language.replaceAll('_', '-')).toString()
  } catch {
    say(null, mark('“{language}” is no language; it was left out.'), { language })
    return ''
  }
}

function withContents(body: string, { toc }: DocumentHeader): string {
  return toc === true && !/^\[\[?toc\]?\]\s*$/imu.test(body) ? `[[toc]]\n\n${body}` : body
}
