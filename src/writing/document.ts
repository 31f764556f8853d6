import { writeMoment } from '../text/dates.ts'
import { readDocument, writeDocument, type DocumentHeader } from '../text/frontmatter.ts'
import type { StoredPost } from './post.ts'

export type DocumentFields = {
  body: string
  title?: string
  category?: string
  tags?: string
  excerpt?: string
  slug?: string
  publishedAt?: string
  status?: 'draft' | 'published'
  series?: string
  seriesPosition?: string
}

export type ReadFields =
  { ok: true; fields: DocumentFields } | { ok: false; line: number; message: string }

/** The form's fields as a whole document says them; null when the text has no header. */
export function readDocumentFields(text: string): ReadFields | null {
  const document = readDocument(text)
  if (!document.ok) return { ok: false, line: document.line, message: document.message }
  return document.header && { ok: true, fields: fieldsOfHeader(document.header, document.body) }
}

/** A post as one document: the header of its fields, then its text; `more` is what an export knows besides. */
export function documentOf(
  post: StoredPost,
  timeZone: string,
  more: Partial<DocumentHeader> = {},
): string {
  const { title, category, tagNames: tags, publishedAt, status, slug, excerpt, series } = post
  const date = publishedAt === null ? '' : writeMoment(publishedAt, timeZone)
  const header = {
    ...{
      title,
      ...said({ category: category?.name, tags, date }),
      draft: status === 'draft',
      slug,
    },
    ...said({ excerpt, series: series?.name, part: series?.position }),
    ...said({ kind: post.kind === 'page' ? 'page' : '', pinned: post.pinned }),
    ...said({ language: post.language, cover: post.cover, canonical: post.canonicalUrl }),
    ...said({ noindex: post.noindex }),
  }
  return writeDocument({ ...header, ...more }, post.body)
}

// What a post has not stands in no header.
function said<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const isSaid = (value: unknown) =>
    !['', false, undefined].includes(value as string) && !(Array.isArray(value) && !value.length)
  const given = Object.entries(fields).filter(([, value]) => isSaid(value))
  return Object.fromEntries(given) as ReturnType<typeof said<Fields>>
}

// A field that the header does not name is not said at all, so that it keeps its value.
function fieldsOfHeader(header: DocumentHeader, body: string): DocumentFields {
  const { title, category, tags, excerpt, slug, date, draft, series, part } = header
  const named = {
    ...{ title, category, excerpt, slug, series, publishedAt: date },
    tags: tags?.join(', '),
    status: draft === true ? 'draft' : undefined,
    seriesPosition: part === undefined ? undefined : String(part),
  }
  const given = Object.entries(named).filter(([, value]) => value !== undefined)
  return { body, ...(Object.fromEntries(given) as Omit<DocumentFields, 'body'>) }
}
