import { isAdmin, type SignedIn } from '../accounts/signed-in.ts'
import { pageAddress } from '../http/pagination.ts'
import { mark, type Translate } from '../i18n/translate.ts'
import { formatDate } from '../text/dates.ts'
import {
  stateOf,
  type listPosts,
  type PostFilter,
  type PostState,
  type StateCounts,
} from './list.ts'
import { postPath } from './post.ts'

/** What every page needs to say things: words, language, time zone, now. */
export type Manner = { t: Translate; language: string; timeZone: string; now: Date }

const STATE_LABELS: Record<PostState, string> = {
  draft: mark('Draft'),
  scheduled: mark('Scheduled'),
  published: mark('Published'),
  trash: mark('Trash'),
}

/** A state in words. */
export const stateLabel = (state: PostState, t: Translate): string => t(STATE_LABELS[state])

type ListedPost = Awaited<ReturnType<typeof listPosts>>[number]

/** One row of the post list. */
export function viewListedPost(post: ListedPost, user: SignedIn, manner: Manner) {
  const state = stateOf(post, manner.now)
  const shown = shownDate(post)
  return {
    id: post.id,
    title: post.title,
    url: state === 'published' ? postPath(post) : null,
    editUrl: `/admin/posts/${post.id}/edit`,
    status: state,
    statusLabel: stateLabel(state, manner.t),
    date: formatDate(shown, manner.language, manner.timeZone),
    dateTime: shown.toISOString(),
    author: post.author.displayName,
    category: post.category?.name ?? '',
    categoryUrl: pageAddress('/admin/posts', { category: post.category?.slug ?? '' }, 1),
    tags: post.tags.map(({ name, slug }) => ({
      name,
      url: pageAddress('/admin/posts', { tag: slug }, 1),
    })),
    tagText: post.tags.map(({ name }) => name).join(', '),
    version: post.version,
    mayEdit: true,
    mayPurge: isAdmin(user) && state === 'trash',
  }
}

function shownDate(post: ListedPost): Date {
  const published = post.status === 'published' ? post.publishedAt : null
  return post.deletedAt ?? published ?? post.contentUpdatedAt
}

/** The tabs over the post list, each with its count. */
export function viewTabs(counts: StateCounts, filter: PostFilter, t: Translate) {
  const tabs = [
    { label: t('All'), status: '' as const, count: counts.all },
    { label: t('Drafts'), status: 'draft' as const, count: counts.draft },
    { label: t('Scheduled'), status: 'scheduled' as const, count: counts.scheduled },
    { label: t('Published'), status: 'published' as const, count: counts.published },
    { label: t('Trash'), status: 'trash' as const, count: counts.trash },
  ]
  return tabs.map(({ status, ...tab }) => ({
    ...tab,
    url: pageAddress('/admin/posts', { ...filter, status }, 1),
    current: filter.status === status,
  }))
}

/** What can be done to many posts of a tab at once. */
export function viewBulkActions(status: PostState | '', t: Translate) {
  if (status === 'trash') return [{ value: 'restore', label: t('Restore') }]
  return [
    { value: 'add-tags', label: t('Add tags') },
    { value: 'remove-tags', label: t('Remove tags') },
    { value: 'set-tags', label: t('Replace all tags') },
    { value: 'set-category', label: t('Set category') },
    ...(status === 'published' || status === 'scheduled'
      ? []
      : [{ value: 'publish', label: t('Publish') }]),
    ...(status === 'draft' ? [] : [{ value: 'unpublish', label: t('Unpublish') }]),
    { value: 'delete', label: t('Delete') },
  ]
}

/** How this answer says things. */
export function mannerOf(
  { locals: { t, language, site } }: { locals: Express.Locals },
  now: Date,
): Manner {
  return { t, language, timeZone: site.timeZone, now }
}
