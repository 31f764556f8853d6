/** What decides whether readers see a post. */
export type Visibility = { status: string; deletedAt: Date | null; publishedAt: Date | null }

/** Whether readers see a post at this moment. */
export function isPublic({ status, deletedAt, publishedAt }: Visibility, at: Date): boolean {
  return status === 'published' && !deletedAt && publishedAt !== null && publishedAt <= at
}

/** The public path of a post or a page. */
export const postPath = ({ kind, slug }: { kind: string; slug: string }): string =>
  kind === 'page' ? `/pages/${slug}` : `/posts/${slug}`
