import { isEditor, type SignedIn } from '../../accounts/signed-in.ts'
import { formatMoment } from '../../text/dates.ts'
import { postPath } from '../../writing/post.ts'
import type { Manner } from '../../writing/views.ts'
import type { findOwnMedia } from '../access.ts'
import { KEPT_DAYS } from '../removal.ts'
import { isInUse, type Uses } from '../uses.ts'
import { viewMedia } from '../views.ts'

type Viewer = Manner & { user: SignedIn }

/** A use as the page says it; `url` leads to where it can be changed, or at least seen. */
type Use = { title: string; url: string | null; note: string }

/** The page of one file. */
export function viewFile(
  media: Awaited<ReturnType<typeof findOwnMedia>>,
  uses: Uses,
  manner: Viewer,
) {
  const { t } = manner
  const shown = listUses(uses, manner)
  return {
    file: {
      ...viewMedia(media, manner),
      uploader: media.uploader?.displayName ?? t('Somebody'),
      date: formatMoment(media.createdAt, manner),
      dateTime: media.createdAt.toISOString(),
    },
    uses: shown.filter(use => use !== null),
    hidden: shown.filter(use => use === null).length,
    isInUse: isInUse(uses),
    keptDays: KEPT_DAYS,
  }
}

// What this person may not see is counted, and not named.
function listUses(uses: Uses, { t, user }: Viewer): (Use | null)[] {
  const isOwn = (personId: number) => isEditor(user) || personId === user.id
  const untitled = (title: string) => title || t('Untitled')
  return [
    ...uses.posts.map(post => {
      if (!isOwn(post.authorId) && !post.isPublic) return null
      const url = isOwn(post.authorId) ? `/admin/posts/${post.id}/edit` : postPath(post)
      return { title: post.title, url, note: post.isPublic ? t('Published') : t('Not public') }
    }),
    ...uses.drafts.map(({ postId, title, personId }) => {
      const url = postId === null ? null : `/admin/posts/${postId}/edit`
      if (personId === user.id) return { title: untitled(title), url, note: t('Your draft') }
      return isEditor(user)
        ? { title: untitled(title), url, note: t('Somebody’s private draft') }
        : null
    }),
    ...uses.people.map(({ username, displayName }) => ({
      title: displayName || username,
      url: `/authors/${username}`,
      note: t('About the author'),
    })),
    ...(uses.isInSettings
      ? [{ title: t('Settings'), url: null, note: t('The site’s footer') }]
      : []),
    ...uses.revisions.map(({ postId, title, number, authorId }) => {
      const url = `/admin/posts/${postId}/revisions/${number}`
      return isOwn(authorId) ? { title, url, note: t('Revision {number}', { number }) } : null
    }),
  ]
}
