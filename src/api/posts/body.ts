import { z } from 'zod'
import { Problem } from '../../http/problem.ts'
import { readForm } from '../../http/form.ts'
import { mark } from '../../i18n/translate.ts'
import { PostForm, type PostInput } from '../../writing/form.ts'
import { MAX_TAGS, MAX_TITLE_CHARS } from '../../text/limits.ts'

const hasNoComma = (name: string) => !/[,，]/.test(name)

/** The name of a tag or a category, alone or in the object that the API gave. */
export const GivenName = z.union([
  z.string(),
  z.object({ name: z.string() }).transform(({ name }) => name),
])

export const GivenTags = z
  .array(GivenName.refine(hasNoComma, mark('A name contains no comma.')))
  .max(MAX_TAGS, mark('A post has at most 500 tags.'))

/** What a script may say of a post; what is left out stays as it is. */
export const PostBody = z.object({
  title: z.string().max(MAX_TITLE_CHARS, mark('A title has at most 300 characters.')).optional(),
  body: z.string().describe('Markdown, at most 1 MiB').optional(),
  slug: z.string().optional(),
  excerpt: z.string().optional(),
  category: GivenName.nullable().describe('A name; null = none').optional(),
  tags: GivenTags.describe('The whole set, by name, in order').optional(),
  status: z.enum(['draft', 'published', 'scheduled']).optional(),
  publishedAt: z
    .string()
    .nullable()
    .describe('ISO 8601; without a zone it is in that of the site')
    .optional(),
  kind: z.enum(['post', 'page']).optional(),
  pinned: z.boolean().optional(),
  series: z
    .union([z.object({ name: z.string(), position: z.int().min(1).max(9999) }), GivenName])
    .nullable()
    .describe('A name, or a name and which part it is; null = none')
    .optional(),
  language: z.string().nullable().describe('A language tag such as de or zh-CN').optional(),
  canonicalUrl: z.string().nullable().describe('Where it was published first').optional(),
  cover: z
    .string()
    .nullable()
    .describe('The address of a picture: /media/… or https://…')
    .optional(),
  noindex: z.boolean().describe('Asks search engines to leave it out').optional(),
})

type Given = z.output<typeof PostBody>

// How each value stands in the form; the others stand as they are.
const WRITTEN = {
  category: (name: string | null) => name ?? '',
  tags: (names: string[]) => names.join(','),
  status: (status: string) => (status === 'scheduled' ? 'published' : status),
  publishedAt: (moment: string | null) => moment ?? '',
  pinned: (isPinned: boolean) => (isPinned ? '1' : ''),
  noindex: (isHidden: boolean) => (isHidden ? '1' : ''),
  language: writeOptional,
  canonicalUrl: writeOptional,
  cover: writeOptional,
}

/** The same as the form of a post would say it, checked by the form's own rules; 422 if they refuse. */
export function readPostInput(given: Given): PostInput {
  const { series, ...plain } = given
  const fields = Object.entries({ ...plain, ...writeSeries(series) }).filter(
    ([, value]) => value !== undefined,
  )
  const form = readForm(
    PostForm,
    Object.fromEntries(fields.map(([name, value]) => [name, writeField(name, value)])),
  )
  if (form.ok) return form.values
  throw new Problem(422, mark('Something in it cannot be accepted.'), form.errors)
}

function writeField(name: string, value: unknown): unknown {
  const write = (WRITTEN as Record<string, ((value: never) => string) | undefined>)[name]
  return write ? write(value as never) : value
}

function writeOptional(text: string | null): string {
  return text ?? ''
}

// A form has two fields for it.
function writeSeries(series: Given['series']): { series?: string; seriesPosition?: string } {
  if (series === undefined) return {}
  if (series === null || typeof series === 'string') return { series: series ?? '' }
  return { series: series.name, seriesPosition: String(series.position) }
}
