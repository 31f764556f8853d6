import { mark } from '../../i18n/translate.ts'
import { formatMoment, toLocalInput } from '../../text/dates.ts'
import { isProvisionalSlug } from '../address.ts'
import { stateOf, type PostState } from '../list.ts'
import { postPath, type PostFields, type StoredPost } from '../post.ts'
import { stateLabel, type Manner } from '../views.ts'

/** The fields of the editor's form as text. */
export function typedPost(
  fields: PostFields,
  timeZone: string,
  stored: StoredPost | null = null,
): Record<string, unknown> {
  const { id, version } = stored ?? { id: null, version: '' }
  const publishedAt = fields.publishedAt ? toLocalInput(fields.publishedAt, timeZone) : ''
  // An address that only follows the title so far is not shown, so that it goes on following.
  const slug = stored && isProvisionalSlug(stored) ? '' : fields.slug
  const place = typedPlace(fields, stored)
  return { ...fields, ...place, id, version, slug, tags: fields.tags.join(', '), publishedAt }
}

const typedPlace = ({ seriesPosition }: PostFields, stored: StoredPost | null) => ({
  seriesPosition: String(seriesPosition ?? ''),
  seriesPositionWas: String(stored?.series?.position ?? ''),
})

/** Everything of the editor's page but the fields. */
export function viewEditor(post: StoredPost | null, revisions: number, manner: Manner) {
  const name = post ? stateOf(post, manner.now) : 'draft'
  return {
    state: {
      name,
      label: stateLabel(name, manner.t),
      explanation: explain(post, name, manner),
      isNew: post === null,
      isPublished: name === 'published',
      isScheduled: name === 'scheduled',
      revisions,
    },
    urls: {
      preview: '/admin/posts/preview',
      parse: '/admin/posts/parse',
      ...(post ? urlsOf(post, name) : URLS_OF_NEW),
    },
  }
}

const URLS_OF_NEW = {
  save: '/admin/posts',
  view: null,
  revisions: null,
  delete: null,
  restore: null,
}

function urlsOf(post: StoredPost, state: PostState) {
  const base = `/admin/posts/${post.id}`
  return {
    save: base,
    view: state === 'published' ? postPath(post) : null,
    revisions: `${base}/revisions`,
    delete: state === 'trash' ? null : `${base}/delete`,
    restore: state === 'trash' ? `${base}/restore` : null,
  }
}

/** What is said after a save. */
export function savedMessage({ status, publishedAt }: PostFields, manner: Manner): string {
  if (status === 'draft') return manner.t('The draft is saved.')
  if (publishedAt && publishedAt > manner.now) {
    const date = formatMoment(publishedAt, manner)
    return manner.t('Saved. It will be published on {date}.', { date })
  }
  return manner.t('Saved. Readers see it now.')
}

/** Leads from the message after a save to what readers see; null where they see nothing. */
export function viewOffer({ fields, path }: { fields: PostFields; path: string }, manner: Manner) {
  const isPublic = stateOf({ ...fields, deletedAt: null }, manner.now) === 'published'
  return isPublic ? { text: '', label: manner.t('View'), url: path } : null
}

const EXPLANATIONS: Record<PostState, string> = {
  draft: mark('Only people who may edit it see it.'),
  scheduled: mark('Will be published on {date}.'),
  published: mark('Published on {date}.'),
  trash: mark('In the trash. Nobody sees it; what you save here stays in the trash.'),
}

function explain(post: StoredPost | null, state: PostState, manner: Manner): string {
  const date = post?.publishedAt ? formatMoment(post.publishedAt, manner) : ''
  return manner.t(EXPLANATIONS[state], { date })
}
