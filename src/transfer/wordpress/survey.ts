import { mark } from '../../i18n/translate.ts'
import { nameKey } from '../../text/key.ts'
import { plainText } from '../foreign/plain-text.ts'
import { remarkOn, type ImportRemark } from '../report.ts'
import type { ForeignPerson, ForeignTerm } from '../source.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import { readRecords, type Reading, type WxrRecord } from './records.ts'
import { noteTermPages } from './term-pages.ts'
import { cleanTermName, isNoCategory } from './term-names.ts'
import { decodePercent } from '../../text/percent.ts'

export type Attachment = { url: string; alt: string; caption: string; parent: number }

/** What the posts of an export need to know of the rest of it. */
export type Survey = {
  /** The address of the blog there; '' if it is not said. */
  home: string
  hosts: Set<string>
  people: Map<string, ForeignPerson>
  terms: Map<string, ForeignTerm>
  /** The names of terms by their number. */
  termNames: Map<number, string>
  attachments: Map<number, Attachment>
  /** Blocks that several posts share. */
  blocks: Map<number, string>
  /** The pages of terms that readers could see, by the kind and address that they had there. */
  seen: Map<string, { kind: VocabularyKind; name: string }>
  /** The paths of all posts and pages, to know links among them. */
  paths: Set<string>
  total: number
  comments: number
  others: Map<string, number>
}

const MAX_ATTACHMENTS = 500_000
const MAX_BLOCK_CHARS = 4_000_000

/** Reads an export once for what stands around its posts. */
export async function surveyFiles(files: readonly string[], reading: Reading): Promise<Survey> {
  const survey = openSurvey()
  const parents = new Map<ForeignTerm, string>()
  const slugs = new Map<string, string>()
  for (const file of files) {
    for await (const record of readRecords(file, reading))
      takeRecord(survey, record, parents, slugs)
  }
  for (const [term, parent] of parents) term.parent = slugs.get(`${term.kind} ${parent}`) ?? ''
  return survey
}

/** What is to be said of an export as a whole. */
export function remarkOnWhole(file: string, survey: Survey, reading: Reading): ImportRemark[] {
  const { comments, others } = survey
  const { mended, faults, isWhole } = reading
  const says = (text: string, parameters = {}) => remarkOn(file, null, text, parameters)
  return [
    ...(comments > 0 ? [says(COMMENTS, { count: comments })] : []),
    ...[...others].map(([type, count]) => says(OTHERS, { type, count })),
    ...(mended.ampersands > 0 ? [says(AMPERSANDS, { count: mended.ampersands })] : []),
    ...(mended.signs > 0 ? [says(SIGNS, { count: mended.signs })] : []),
    ...(isWhole ? [] : [says(mark('The file ends in the middle: what is missing did not come.'))]),
    ...faults.map(({ line, message }) =>
      remarkOn(file, line, mark('This is not well-formed: {message}'), { message }),
    ),
  ]
}

const COMMENTS = mark('{count} comments stay behind: here posts have none.')
const OTHERS = mark('{count} of the kind “{type}” are neither posts nor pages and stay behind.')
const AMPERSANDS = mark('{count} bare “&” were read as what they are.')
const SIGNS = mark('{count} signs that no text may hold were left out.')

const openSurvey = (): Survey => ({
  ...{ home: '', total: 0, comments: 0, hosts: new Set<string>(), paths: new Set<string>() },
  ...{ people: new Map(), terms: new Map(), termNames: new Map(), attachments: new Map() },
  ...{ blocks: new Map(), others: new Map(), seen: new Map() },
})

function takeRecord(
  survey: Survey,
  record: WxrRecord,
  parents: Map<ForeignTerm, string>,
  slugs: Map<string, string>,
): void {
  const { kind, values } = record
  if (kind === 'site') takeSite(survey, values)
  else if (kind === 'author') takePerson(survey, values)
  else if (kind === 'item') takeItem(survey, record)
  else takeTerm(survey, record, parents, slugs)
}

function takeSite(survey: Survey, values: WxrRecord['values']): void {
  const home = values.get('wp:base_blog_url') ?? values.get('link') ?? ''
  survey.home ||= home
  addHost(survey, home)
}

function addHost({ hosts }: Survey, address: string): void {
  if (URL.canParse(address)) hosts.add(hostOf(address))
}

/** The host of an address without what makes no other site of it. */
export const hostOf = (address: string): string => new URL(address).hostname.replace(/^www\./u, '')

function takePerson({ people }: Survey, values: WxrRecord['values']): void {
  const login = (values.get('wp:author_login') ?? '').trim()
  if (login === '') return
  const name = plainText((values.get('wp:author_display_name') ?? '').trim())
  const email = (values.get('wp:author_email') ?? '').trim()
  people.set(login, { key: login, username: login, email, displayName: name || login })
}

const TERMS = {
  category: {
    kind: 'category',
    name: 'wp:cat_name',
    slug: 'wp:category_nicename',
    parent: 'wp:category_parent',
    text: 'wp:category_description',
  },
  tag: {
    kind: 'tag',
    name: 'wp:tag_name',
    slug: 'wp:tag_slug',
    parent: '',
    text: 'wp:tag_description',
  },
} as const

function takeTerm(
  { terms, termNames }: Survey,
  { kind, values }: WxrRecord,
  parents: Map<ForeignTerm, string>,
  slugs: Map<string, string>,
): void {
  if (kind !== 'category' && kind !== 'tag') return
  const textOf = (name: string): string => (values.get(name) ?? '').trim()
  const keys = TERMS[kind]
  const name = cleanTermName(textOf(keys.name))
  const slug = decodePercent(textOf(keys.slug))
  if (name === '' || isNoCategory(keys.kind, slug)) return
  slugs.set(`${keys.kind} ${slug}`, name)
  termNames.set(Number(textOf('wp:term_id')), name)
  const key = `${keys.kind} ${nameKey(name)}`
  const term = { kind: keys.kind, name, slug, description: plainText(textOf(keys.text)) }
  const parent = decodePercent(textOf(keys.parent))
  if (!terms.has(key) && parent !== '') parents.set(term, parent)
  if (!terms.has(key)) terms.set(key, term)
}

const POSTS = new Set(['post', 'page'])
const NO_POSTS = new Set(
  (
    'nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_template wp_template_part ' +
    'wp_global_styles wp_navigation wp_font_family wp_font_face attachment'
  ).split(' '),
)

function takeItem(survey: Survey, record: WxrRecord): void {
  const { values } = record
  const type = typeOf(record)
  const id = Number(values.get('wp:post_id'))
  if (type === 'attachment') takeAttachment(survey, id, record)
  else if (type === 'wp_block') takeBlock(survey, id, values.get('content:encoded') ?? '')
  else if (POSTS.has(type)) takePost(survey, record)
  else if (!NO_POSTS.has(type)) survey.others.set(type, (survey.others.get(type) ?? 0) + 1)
}

/** What kind of thing an item is. */
export const typeOf = ({ values }: WxrRecord): string =>
  (values.get('wp:post_type') ?? 'post').trim()

function takePost(survey: Survey, record: WxrRecord): void {
  const { values, comments } = record
  noteTermPages(survey, record)
  survey.total += 1
  survey.comments += comments
  const path = pathOf(values.get('link') ?? '')
  if (path !== null) survey.paths.add(copyOf(path))
}

// A part of a text keeps the whole piece of the file that it was cut from in memory; a copy does not.
const copyOf = (text: string): string => Buffer.from(text).toString()

/** The path of a permalink; null for those that only name a number (`?p=7`), and for the front page. */
export function pathOf(link: string): string | null {
  if (!URL.canParse(link.trim())) return null
  const { pathname, search } = new URL(link.trim())
  return search !== '' || pathname === '/' ? null : pathname.replace(/\/{2,}/gu, '/')
}

function takeAttachment(
  survey: Survey,
  id: number,
  { values, meta }: Pick<WxrRecord, 'values' | 'meta'>,
): void {
  const url = (values.get('wp:attachment_url') ?? '').trim()
  if (!/^https?:\/\//iu.test(url) || survey.attachments.size >= MAX_ATTACHMENTS) return
  addHost(survey, url)
  survey.attachments.set(id, {
    url: copyOf(url),
    alt: copyOf((meta.get('_wp_attachment_image_alt') ?? '').trim()),
    caption: copyOf((values.get('excerpt:encoded') ?? '').trim().slice(0, 2_000)),
    parent: Number(values.get('wp:post_parent')),
  })
}

function takeBlock({ blocks }: Survey, id: number, content: string): void {
  const size = [...blocks.values()].reduce((sum, { length }) => sum + length, 0)
  if (size + content.length < MAX_BLOCK_CHARS) blocks.set(id, copyOf(content))
}
