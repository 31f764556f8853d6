import { createHash } from 'node:crypto'
import type { PostFields } from '../../writing/post.ts'

/**
 * What of a post was exported, as two digests: of its text, which every revision keeps, and of all its
 * fields. It is the same wherever the post is, since a version is counted anew in each blog.
 */
export function baseOf(fields: PostFields): string {
  return `${textDigest(fields)}-${fieldsDigest(fields)}`
}

/** The digest of title, text and excerpt, the first half of a base. */
export function textDigest({
  title,
  body,
  excerpt,
}: Pick<PostFields, 'title' | 'body' | 'excerpt'>): string {
  return digest([title, body, excerpt])
}

function fieldsDigest({
  kind,
  slug,
  category,
  tags,
  status,
  publishedAt,
  ...rest
}: PostFields): string {
  const { pinned, series, seriesPosition, language, canonicalUrl, cover, noindex } = rest
  const moment = publishedAt?.getTime() ?? null
  return digest([
    ...[kind, slug, category, tags, status, moment, pinned, series, seriesPosition],
    ...[language, canonicalUrl, cover, noindex],
  ])
}

const digest = (values: unknown[]): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 12)
