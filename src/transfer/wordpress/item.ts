import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'
import { parseMoment } from '../../text/dates.ts'
import { plainText } from '../foreign/plain-text.ts'
import type { ForeignPost } from '../foreign/plan.ts'
import type { AddNote } from '../html/notes.ts'
import type { Picture, WordPressText } from './content.ts'
import type { WxrRecord } from './records.ts'
import { pathOf, type Survey } from './survey.ts'
import { listTags, sortCategories } from './term-names.ts'
import { decodePercent } from '../../text/percent.ts'

/** What becomes of an item, before its text is converted: a post without body, or why it stays behind. */
export type PlannedItem =
  | { ok: true; post: ForeignPost; text: WordPressText; excerpt: string }
  | { ok: false; reason: string }

type Item = WxrRecord & { survey: Survey; timeZone: string; say: AddNote }

/** Reads a post or a page of an export, but for its text. */
export function planItem(item: Item): PlannedItem {
  const { values, meta, survey } = item
  const status = textOf(item, 'wp:status')
  const reason = LEFT_BEHIND.get(status)
  if (reason !== undefined) return { ok: false, reason }
  const isPublic = takeStatus(item, status)
  const thumbnail = survey.attachments.get(Number(meta.get('_thumbnail_id')))
  const post: ForeignPost = {
    kind: textOf(item, 'wp:post_type') === 'page' ? 'page' : 'post',
    title: plainText(values.get('title') ?? ''),
    slug: decodePercent(textOf(item, 'wp:post_name')),
    ...{ body: '', excerpt: '' },
    ...readTerms(item),
    status: isPublic ? 'published' : 'draft',
    publishedAt: readDate(item, 'wp:post_date', isPublic ? textOf(item, 'pubDate') : ''),
    author: textOf(item, 'dc:creator'),
    aliases: isPublic ? readAliases(item) : [],
    pinned: textOf(item, 'wp:is_sticky') === '1',
    ...(thumbnail ? { cover: thumbnail.url } : {}),
    ...readSearchFields(item),
    ...readModified(item),
  }
  return { ok: true, post, text: readText(item), excerpt: readExcerpt(item) }
}

const LEFT_BEHIND: ReadonlyMap<string, string> = new Map([
  ['trash', mark('It was in the trash there and stays behind.')],
  ['auto-draft', mark('WordPress made it by itself, nobody wrote it; it stays behind.')],
  ['inherit', mark('It is an old revision and stays behind.')],
])

const textOf = ({ values }: WxrRecord, name: string): string => (values.get(name) ?? '').trim()

// Whatever was not for everybody there is not for everybody here.
function takeStatus(item: Item, status: string): boolean {
  const { say } = item
  if (status === 'private') say(mark('It was private there; here it is a draft.'))
  if (status === 'pending') say(mark('It waited for a review there; here it is a draft.'))
  const isPublic = status === 'publish' || status === 'future'
  const isLocked = textOf(item, 'wp:post_password') !== ''
  if (isPublic && isLocked) say(mark('It asked for a password there; here it is a draft.'))
  return isPublic && !isLocked
}

function readTerms(item: Item): Pick<ForeignPost, 'categories' | 'tags'> {
  const { terms, survey, say } = item
  const others = new Set(terms.map(({ domain }) => domain).filter(domain => !DOMAINS.has(domain)))
  if (others.size > 0) {
    say(mark('Its terms of other kinds stay behind: {kinds}.'), { kinds: [...others].join(', ') })
  }
  const categories = listNames(sortCategories(item, survey.termNames))
  return { categories, tags: listNames(listTags(item)) }
}

const DOMAINS = new Set(['category', 'post_tag', 'tag', 'post_format'])

const listNames = (terms: WxrRecord['terms']): string[] => [
  ...new Set(terms.map(({ name }) => plainText(name))),
]

// The moment of the server's clock is sure; that of the blog's own has no zone; drafts may have neither.
function readDate(item: Item, name: string, last: string): Date | null {
  const sure = parseMoment(textOf(item, `${name}_gmt`), 'UTC')
  const local = parseMoment(textOf(item, name), item.timeZone)
  const written = sure ?? local
  if (written !== null || !/^\w{3}, \d{1,2} \w{3} \d{4} [\d:]{8} [+-]\d{4}$/u.test(last))
    return written
  const moment = new Date(last)
  return Number.isNaN(moment.getTime()) || moment.getUTCFullYear() < 1 ? null : moment
}

function readModified(item: Item): Pick<ForeignPost, 'updatedAt'> {
  const updatedAt = readDate(item, 'wp:post_modified', '')
  return updatedAt ? { updatedAt } : {}
}

function readAliases(item: Item): string[] {
  const link = textOf(item, 'link')
  const path = pathOf(link)
  if (path === null) {
    if (/[?&](?:p|page_id)=\d/u.test(link)) {
      item.say(
        mark('Its old address, {link}, is a number behind a question mark and cannot lead here.'),
        { link },
      )
    }
    return []
  }
  const former = item.meta.get('_wp_old_slug') ?? ''
  const parts = path.split('/')
  const isNamed = former !== '' && parts.at(-2) === textOf(item, 'wp:post_name')
  return isNamed ? [path, [...parts.slice(0, -2), former, ''].join('/')] : [path]
}

function readSearchFields({ meta }: Item): Pick<ForeignPost, 'canonicalUrl' | 'noindex'> {
  const canonical = ['_yoast_wpseo_canonical', 'rank_math_canonical_url', '_genesis_canonical_uri']
    .map(key => meta.get(key) ?? '')
    .find(address => /^https?:\/\/[^\s]{1,2000}$/iu.test(address))
  return {
    ...(canonical === undefined ? {} : { canonicalUrl: canonical }),
    ...(meta.get('_yoast_wpseo_meta-robots-noindex') === '1' ? { noindex: true } : {}),
  }
}

function readExcerpt({ values, meta }: Item): string {
  const own = values.get('excerpt:encoded') ?? ''
  if (own.trim() !== '') return own
  const described = ['_yoast_wpseo_metadesc', 'rank_math_description', '_aioseo_description']
  // Those with placeholders (`%%title%%`, `#post_title`) say nothing without their plugin.
  return (
    described
      .map(key => meta.get(key) ?? '')
      .find(text => text !== '' && !/%%|%\w+%|#\w+_/u.test(text)) ?? ''
  )
}

const Footnotes = z.array(z.object({ id: z.string(), content: z.string() })).max(1_000)

function readText({ values, meta, survey }: Item): WordPressText {
  const content = values.get('content:encoded') ?? ''
  const id = Number(values.get('wp:post_id'))
  return {
    content,
    pictures: /\[gallery\b/u.test(content) ? listPictures(survey, content, id) : [],
    blocks: Array.from(content.matchAll(/"ref":(\d{1,12})/gu), match => Number(match[1])).flatMap(
      ref => {
        const block = survey.blocks.get(ref)
        return block === undefined ? [] : [[ref, block] as const]
      },
    ),
    footnotes: readFootnotes(meta.get('footnotes') ?? ''),
  }
}

function listPictures({ attachments }: Survey, content: string, id: number): Picture[] {
  const named = Array.from(
    content.matchAll(/(?:ids|include)=["']?([\d, ]{1,5000})/gu),
    match => match[1] ?? '',
  )
  const wanted = new Set(named.join(',').split(',').map(Number))
  const isBare = /\[gallery(?![^\]]*\b(?:ids|include)=)/u.test(content)
  const pictures: Picture[] = []
  const numbers = isBare ? attachments.keys() : wanted
  for (const number of numbers) {
    const attachment = attachments.get(number)
    const isOwn = attachment?.parent === id
    if (attachment && isPicture(attachment.url) && (isOwn || wanted.has(number))) {
      pictures.push({
        id: number,
        isOwn,
        url: attachment.url,
        alt: attachment.alt,
        caption: attachment.caption,
      })
    }
  }
  return pictures
}

const isPicture = (url: string): boolean => /\.(?:jpe?g|png|gif|webp|avif|svg)$/iu.test(url)

function readFootnotes(json: string): { id: string; content: string }[] {
  if (json === '' || json.length > 1_000_000) return []
  try {
    return Footnotes.safeParse(JSON.parse(json)).data ?? []
  } catch {
    return []
  }
}
