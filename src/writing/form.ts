import { z } from 'zod'
import { mark } from '../i18n/translate.ts'
import { parseMoment, toLocalInput } from '../text/dates.ts'
import {
  countBytes,
  countChars,
  MAX_BODY_BYTES,
  MAX_EXCERPT_CHARS,
  MAX_NAME_CHARS,
  MAX_TAGS,
  MAX_TITLE_CHARS,
} from '../text/limits.ts'
import { distinctNames, nameKey } from '../text/key.ts'
import { cleanName, splitNames } from '../text/name.ts'
import type { SeriesPlace } from '../series/service.ts'
import { emptyFindable, findableForm } from './findable.ts'
import type { PostFields, StoredPost } from './post.ts'

const atMost = (max: number, message: string) =>
  z
    .string({ error: mark('This field was sent in a form that cannot be read.') })
    .refine(text => countChars(text) <= max, message)

// A checkbox comes with a hidden '' before it, so that unticking can be told from absence.
const Ticked = z
  .union([z.string(), z.array(z.string())])
  .transform(value => [value].flat().at(-1) === '1')

const hasNoComma = (name: string) => !/[,，]/.test(name)

const COMMA_FOUND = mark('The name of a category contains no comma.')

const TITLE_MISSING = mark('A title is required.')

const readNames = (text: string) => distinctNames(splitNames(text))

const hasFewTags = (names: string[]) => names.length <= MAX_TAGS

export const TOO_MANY_TAGS = mark('A post has at most 500 tags.')

const PartNumber = z
  .string({ error: mark('This field was sent in a form that cannot be read.') })
  .trim()
  .regex(/^(?:[1-9]\d{0,3})?$/, mark('The number of a part is a whole number from 1 to 9999.'))
  .transform(number => (number === '' ? null : Number(number)))

/** The fields of a post as a form sends them; an absent one keeps its value. */
export const PostForm = z.object({
  title: atMost(MAX_TITLE_CHARS, mark('A title has at most 300 characters.'))
    .transform(title => title.replace(/\s+/g, ' ').trim())
    .refine(title => nameKey(title) !== '', TITLE_MISSING)
    .optional(),
  body: z
    .string({ error: mark('This field was sent in a form that cannot be read.') })
    .refine(body => countBytes(body) <= MAX_BODY_BYTES, mark('A text has at most 1 MiB.'))
    .transform(body => body.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'))
    .optional(),
  slug: atMost(MAX_TITLE_CHARS, mark('An address has at most 300 characters.'))
    .transform(slug => slug.trim())
    .optional(),
  excerpt: atMost(MAX_EXCERPT_CHARS, mark('An excerpt has at most 10,000 characters.'))
    .transform(excerpt => excerpt.replace(/\r\n?/g, '\n').trim())
    .optional(),
  category: atMost(MAX_NAME_CHARS, mark('A name has at most 200 characters.'))
    .transform(cleanName)
    .refine(hasNoComma, COMMA_FOUND)
    .optional(),
  tags: z
    .string({ error: mark('This field was sent in a form that cannot be read.') })
    .transform(readNames)
    .refine(hasFewTags, TOO_MANY_TAGS)
    .refine(
      names => names.every(name => countChars(name) <= MAX_NAME_CHARS),
      mark('A name has at most 200 characters.'),
    )
    .optional(),
  status: z
    .enum(['draft', 'published'], { error: mark('The status is draft or published.') })
    .optional(),
  publishedAt: z
    .string({ error: mark('This field was sent in a form that cannot be read.') })
    .optional(),
  kind: z.enum(['post', 'page'], { error: mark('This is a post or a page.') }).optional(),
  pinned: Ticked.optional(),
  ...findableForm,
  series: atMost(MAX_NAME_CHARS, mark('A name has at most 200 characters.'))
    .transform(cleanName)
    .optional(),
  seriesPosition: PartNumber.optional(),
  seriesPositionWas: PartNumber.optional(),
})

export type PostInput = z.output<typeof PostForm>

export const VersionField = z.object({
  version: z
    .string({ error: mark('The form is too old to be saved: open the post again.') })
    .regex(/^\d{1,9}$/, mark('The form is too old to be saved: open the post again.'))
    .transform(Number),
})

export const DATE_FAULT = mark('This is not a date and time that exists.')

/**
 * Fills what a form left out from the stored post, or from nothing for a new one. Gives null for a
 * date that does not exist. An unchanged `datetime-local` keeps its seconds.
 */
export function completeFields(
  { publishedAt: typed, seriesPosition, seriesPositionWas, ...input }: PostInput,
  present: PostFields,
  timeZone: string,
): PostFields | null {
  const publishedAt = readMoment(typed, present.publishedAt, timeZone)
  if (publishedAt === undefined) return null
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const part = seriesPosition === seriesPositionWas ? null : (seriesPosition ?? null)
  const place = completePlace({ series: input.series ?? present.series, part }, present)
  return { ...present, ...given, publishedAt, ...place }
}

// Others may have been put before it since the form was opened: a number that nobody touched says nothing.
function completePlace(
  { series, part }: { series: string; part: number | null },
  present: SeriesPlace,
): SeriesPlace {
  const key = nameKey(series)
  if (key === '') return { series: '', seriesPosition: null }
  if (key !== nameKey(present.series)) return { series, seriesPosition: part }
  return { series: present.series, seriesPosition: part ?? present.seriesPosition }
}

/** The fields of a post that is not there yet. */
export const emptyFields: PostFields = {
  kind: 'post',
  title: '',
  body: '',
  slug: '',
  excerpt: '',
  category: '',
  tags: [],
  status: 'draft',
  publishedAt: null,
  pinned: false,
  series: '',
  seriesPosition: null,
  ...emptyFindable,
}

/** What the form of a post shows in its fields. */
export function typedOf(stored: StoredPost, fields: PostFields, timeZone: string) {
  return {
    ...fields,
    noindex: fields.noindex ? '1' : '',
    id: stored.id,
    version: stored.version,
    tags: fields.tags.join(', '),
    publishedAt: fields.publishedAt ? toLocalInput(fields.publishedAt, timeZone) : '',
  }
}

function readMoment(
  typed: string | undefined,
  present: Date | null,
  timeZone: string,
): Date | null | undefined {
  const text = typed?.trim() ?? ''
  if (text === '' || (present && text === toLocalInput(present, timeZone))) return present
  return parseMoment(text, timeZone) ?? undefined
}

const Names = z.string().default('').transform(readNames).refine(hasFewTags, TOO_MANY_TAGS)

const withTags = (action: 'add-tags' | 'remove-tags' | 'set-tags') =>
  z.object({ action: z.literal(action), tags: Names })

/** What is done to many posts at once; which ones stands beside it. */
export const BulkForm = z
  .discriminatedUnion(
    'action',
    [
      withTags('add-tags'),
      withTags('remove-tags'),
      withTags('set-tags'),
      z.object({
        action: z.literal('set-category'),
        category: z.string().default('').transform(cleanName).refine(hasNoComma, COMMA_FOUND),
      }),
      z.object({ action: z.enum(['publish', 'unpublish', 'delete', 'restore']) }),
    ],
    { error: mark('Choose what to do with the posts.') },
  )
  .refine(change => !('tags' in change) || change.action === 'set-tags' || change.tags.length > 0, {
    path: ['tags'],
    error: mark('Name at least one tag.'),
  })
  .refine(
    change =>
      [...('tags' in change ? change.tags : []), 'category' in change ? change.category : ''].every(
        name => countChars(name) <= MAX_NAME_CHARS,
      ),
    { path: ['tags'], error: mark('A name has at most 200 characters.') },
  )
