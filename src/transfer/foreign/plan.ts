import { mark } from '../../i18n/translate.ts'
import { plainSummary } from '../../text/excerpt.ts'
import { countBytes, MAX_BODY_BYTES } from '../../text/limits.ts'
import { cleanName } from '../../text/name.ts'
import { slugify } from '../../text/slug.ts'
import { cutExcerpt, cutTitle } from '../markdown/planned-post.ts'
import { cleanAliases, cleanTerms } from '../markdown/terms.ts'
import type { Say } from '../report.ts'
import type { PlannedPost } from '../source.ts'

/** A post of another program before the limits of this one: its names, its texts as they are. */
export type ForeignPost = Omit<
  PlannedPost,
  'hasOwnSlug' | 'isDated' | 'series' | 'seriesPosition' | 'category' | 'language'
> & {
  /** The first is its category, the others become tags. */
  categories: string[]
  language?: string
}

/** Makes a post of it by the rules that all imports have; says what was cut, renamed or left out. A text instead refuses it. */
export function planForeign(
  post: ForeignPost,
  { now, fileDate, say }: { now: Date; fileDate: Date; say: Say },
): PlannedPost | string {
  const { categories, ...given } = post
  const body = post.body.replaceAll('\0', '')
  if (countBytes(body) > MAX_BODY_BYTES) return mark('The text is longer than 1 MiB.')
  const [category = '', ...others] = cleanTerms(categories, say)
  if (others.length > 0) {
    const text = mark(
      'Of its categories, “{category}” is its own; the others became tags: {others}.',
    )
    say(null, text, { category, others: others.join(', ') })
  }
  const title = cutTitle(chooseTitle(post, body, say), say)
  return {
    ...given,
    ...{ title, body, category },
    slug: slugify(lastPart(post.slug) || title),
    hasOwnSlug: lastPart(post.slug) !== '',
    excerpt: cutExcerpt(post.excerpt.trim(), say),
    tags: cleanTerms([...post.tags, ...others], say),
    aliases: cleanAliases(post.aliases, say),
    language: post.language ?? '',
    ...{ series: '', seriesPosition: null },
    ...chooseDate(post, { now, fileDate, say }),
  }
}

function chooseTitle({ title, slug }: ForeignPost, body: string, say: Say): string {
  const own = cleanName(title)
  if (own !== '') return own
  const words = plainSummary(body.replace(/[#>*_`[\]()!-]+/gu, ' '), 60)
  const made = cleanName(words) || slug || mark('Untitled')
  say(null, mark('It has no title; its first words became one.'))
  return made
}

const lastPart = (slug: string): string =>
  slug
    .split('/')
    .filter(part => !/^\.*$/u.test(part))
    .at(-1) ?? ''

function chooseDate(
  { status, publishedAt, kind }: ForeignPost,
  { now, fileDate, say }: { now: Date; fileDate: Date; say: Say },
): Pick<PlannedPost, 'publishedAt' | 'isDated'> {
  if (status === 'draft') return { publishedAt, isDated: publishedAt !== null }
  if (publishedAt === null) {
    const day = fileDate.toISOString().slice(0, 10)
    if (kind === 'post')
      say(null, mark('There is no date; that of the file was taken: {day}.'), { day })
    return { publishedAt: fileDate, isDated: false }
  }
  if (publishedAt > now) say(null, mark('The date is in the future: the post is scheduled.'))
  return { publishedAt, isDated: true }
}
