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
  return writeDocument(
    {
      title: post.title,
      ...(post.category ? { category: post.category.name } : {}),
      ...(post.tagNames.length > 0 ? { tags: post.tagNames } : {}),
      ...(post.publishedAt ? { date: writeMoment(post.publishedAt, timeZone) } : {}),
      draft: post.status === 'draft',
      slug: post.slug,
      ...(post.excerpt ? { excerpt: post.excerpt } : {}),
      ...(post.series ? { series: post.series.name, part: post.series.position } : {}),
      ...(post.kind === 'page' ? { kind: 'page' } : {}),
      ...(post.pinned ? { pinned: true } : {}),
      ...findableHeader(post),
      ...more,
    },
    post.body,
  )
}

function findableHeader({ language, cover, canonicalUrl, noindex }: StoredPost) {
  return {
    ...(language ? { language } : {}),
    ...(cover ? { cover } : {}),
    ...(canonicalUrl ? { canonical: canonicalUrl } : {}),
    ...(noindex ? { noindex } : {}),
  }
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
