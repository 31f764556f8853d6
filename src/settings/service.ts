import { sql, type Read, type Tx } from '../db/doors.ts'
import { dateFormatter } from '../text/date-formatter.ts'

import { formatHeadTags, parseHeadTags, type HeadTag } from './page-head/tags.ts'

export type Language = 'en' | 'zh-CN'
export type NavigationLink = { label: string; url: string }

/** What an admin sets for the whole site; `footerHtml` is the footer's Markdown, rendered and cleaned. */
export type SiteSettings = {
  title: string
  tagline: string
  language: Language
  timeZone: string
  postsPerPage: number
  /** The name of a folder of themes; one that is gone counts as the first. */
  theme: string
  /** Authors use the tags that there are, and ask for new ones. */
  existingTagsOnly: boolean
  navigation: NavigationLink[]
  footer: string
  footerHtml: string
  /** A style sheet that comes after the theme's. */
  customCss: string
  /** What stands in the head of every page besides. */
  headTags: HeadTag[]
  /** What is public can be read through the API without a token. */
  publicApi: boolean
  /** The sites whose scripts may use the API; `*` alone = all, for what is public. */
  corsOrigins: string[]
}

export const languages: readonly Language[] = ['en', 'zh-CN']

export const defaultSettings: SiteSettings = {
  title: 'Blext',
  tagline: '',
  language: 'en',
  timeZone: 'UTC',
  postsPerPage: 10,
  theme: 'margin',
  existingTagsOnly: false,
  navigation: [],
  footer: '',
  footerHtml: '',
  customCss: '',
  headTags: [],
  publicApi: false,
  corsOrigins: [],
}

/** The language of the site: all that rendering a text asks of the settings. */
export async function readLanguage(read: Pick<Read, 'query'>): Promise<Language> {
  const [row] = await read.query<{ value: string }>(
    sql`SELECT value FROM settings WHERE name = 'language'`,
  )
  return asLanguage(row?.value)
}

const asLanguage = (stored: string | undefined): Language =>
  languages.find(language => language === stored) ?? defaultSettings.language

/** The site's settings; what was never set, or was damaged by hand, has its default. */
export async function readSettings(read: Read): Promise<SiteSettings> {
  const rows = await read.setting.findMany()
  const stored = new Map(rows.map(({ name, value }) => [name, value]))
  const text = (
    name: 'title' | 'tagline' | 'timeZone' | 'theme' | 'footer' | 'footerHtml' | 'customCss',
  ) => stored.get(name) ?? defaultSettings[name]
  return {
    title: text('title'),
    tagline: text('tagline'),
    language: asLanguage(stored.get('language')),
    timeZone: isTimeZone(text('timeZone')) ? text('timeZone') : defaultSettings.timeZone,
    theme: text('theme'),
    postsPerPage: readPostsPerPage(stored.get('postsPerPage') ?? ''),
    existingTagsOnly: stored.get('existingTagsOnly') === 'true',
    navigation: readLinks(stored.get('navigation') ?? '[]'),
    footer: text('footer'),
    footerHtml: text('footerHtml'),
    customCss: text('customCss'),
    headTags: readTags(stored.get('headTags') ?? '[]'),
    publicApi: stored.get('publicApi') === 'true',
    corsOrigins: readList(stored.get('corsOrigins') ?? '[]').filter(
      origin => typeof origin === 'string',
    ),
  }
}

type GivenSettings = { [Name in keyof SiteSettings]?: SiteSettings[Name] | undefined }

/** Stores the given settings and leaves the others as they are. */
export async function saveSettings(tx: Tx, input: GivenSettings): Promise<void> {
  for (const [name, given] of Object.entries(input)) {
    if (given === undefined) continue
    const value = typeof given === 'object' ? JSON.stringify(given) : String(given)
    await tx.setting.upsert({ where: { name }, create: { name, value }, update: { value } })
  }
}

/** Whether this is a time zone that Intl knows, such as `Asia/Shanghai`. */
export function isTimeZone(name: string): boolean {
  try {
    dateFormatter('en', { timeZone: name })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function readPostsPerPage(stored: string): number {
  const count = Number(stored)
  return Number.isInteger(count) && count >= 1 && count <= 100
    ? count
    : defaultSettings.postsPerPage
}

function readLinks(stored: string): NavigationLink[] {
  return readList(stored).filter(isLink)
}

// What was changed by hand passes the same door as what is typed.
function readTags(stored: string): HeadTag[] {
  const tags = readList(stored).filter(isTag)
  const read = parseHeadTags(formatHeadTags(tags))
  return 'tags' in read ? read.tags : []
}

function readList(stored: string): unknown[] {
  try {
    const list: unknown = JSON.parse(stored)
    return Array.isArray(list) ? list : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

function isTag(tag: unknown): tag is HeadTag {
  return (
    typeof tag === 'object' && tag !== null && 'attributes' in tag && Array.isArray(tag.attributes)
  )
}

function isLink(link: unknown): link is NavigationLink {
  return (
    typeof link === 'object' &&
    link !== null &&
    'label' in link &&
    typeof link.label === 'string' &&
    'url' in link &&
    typeof link.url === 'string'
  )
}
