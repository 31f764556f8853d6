import { mark } from '../../i18n/translate.ts'

type Group = { name: string; label: string; actions: Readonly<Record<string, string>> }

/** What the trail holds, in groups: each address that changes something, in the words of a person. */
export const GROUPS: readonly Group[] = [
  {
    ...{ name: 'sign-in', label: mark('Signing in') },
    actions: {
      'POST /login': mark('Signed in'),
      'POST /login/code': mark('Signed in with a code'),
      'POST /logout': mark('Signed out'),
      'POST /forgot-password': mark('Asked for a new password'),
      'POST /reset-password/:token': mark('Set a new password by letter'),
      'POST /setup': mark('Set up the site'),
      'POST /signup': mark('Asked for an account'),
      'POST /signup/:token': mark('Made an account'),
      'POST /invitations/:token': mark('Accepted an invitation'),
    },
  },
  {
    ...{ name: 'account', label: mark('Own accounts') },
    actions: {
      'POST /account': mark('Changed the own profile'),
      'POST /account/password': mark('Changed the own password'),
      'POST /account/email': mark('Asked for another address'),
      'POST /account/email/cancel': mark('Kept the present address'),
      'POST /confirm-email/:token': mark('Confirmed another address'),
      'POST /account/two-factor': mark('Began two-factor sign-in'),
      'POST /account/two-factor/on': mark('Turned two-factor sign-in on'),
      'POST /account/two-factor/codes': mark('Made new recovery codes'),
      'POST /account/two-factor/off': mark('Turned two-factor sign-in off'),
      'POST /account/sessions/:id/end': mark('Ended a session'),
      'POST /account/sign-out-everywhere': mark('Signed out everywhere'),
      'POST /account/tokens': mark('Made an API token'),
      'POST /account/tokens/:id/revoke': mark('Revoked an API token'),
      'POST /account/avatar': mark('Uploaded a picture'),
      'POST /account/avatar/delete': mark('Removed the picture'),
      'POST /account/close': mark('Closed the own account'),
    },
  },
  {
    ...{ name: 'people', label: mark('People') },
    actions: {
      'POST /admin/users': mark('Added a person'),
      'POST /admin/users/:id': mark('Changed a person'),
      'POST /admin/users/:id/disable': mark('Disabled a person'),
      'POST /admin/users/:id/enable': mark('Enabled a person'),
      'POST /admin/users/:id/end-sessions': mark('Ended all sessions of a person'),
      'POST /admin/users/:id/two-factor-off': mark('Took two-factor sign-in off somebody'),
      'POST /admin/users/:id/delete': mark('Deleted a person'),
      'POST /admin/users/invitations': mark('Invited somebody'),
      'POST /admin/users/invitations/:id/revoke': mark('Revoked an invitation'),
    },
  },
  {
    ...{ name: 'posts', label: mark('Posts') },
    actions: {
      ...named(mark('Wrote a post'), 'POST /admin/posts', 'POST /api/v1/posts'),
      ...named(mark('Saved a post'), 'POST /admin/posts/:id', 'PATCH /api/v1/posts/:id'),
      'PUT /api/v1/posts/:id/tags': mark('Changed the tags of a post'),
      'POST /admin/posts/:id/edit': mark('Changed a post in the list'),
      ...named(
        mark('Moved a post to the trash'),
        'POST /admin/posts/:id/delete',
        'DELETE /api/v1/posts/:id',
      ),
      ...named(
        mark('Brought a post back'),
        'POST /admin/posts/:id/restore',
        'POST /api/v1/posts/:id/restore',
      ),
      'POST /admin/posts/:id/purge': mark('Removed a post for good'),
      'POST /admin/posts/empty-trash': mark('Emptied the trash'),
      'POST /admin/posts/bulk': mark('Changed many posts'),
      'POST /admin/posts/:id/revisions/:number/name': mark('Named a revision'),
      'POST /admin/posts/:id/revisions/:number/restore': mark('Restored a revision'),
      'POST /admin/posts/:id/revisions/:number/restore-paragraph': mark('Restored a paragraph'),
      'POST /admin/posts/:id/previews': mark('Shared a draft'),
      ...named(
        mark('Revoked a link to a draft'),
        'POST /admin/posts/:id/previews/revoke',
        'POST /admin/posts/:id/previews/:number/revoke',
      ),
      ...named(
        mark('Discarded a draft'),
        'POST /admin/posts/draft/discard',
        'POST /admin/posts/:id/draft/discard',
      ),
      'POST /admin/drafts/:id/restore': mark('Brought a draft back'),
      'POST /admin/links/rewrite': mark('Rewrote links'),
    },
  },
  {
    ...{ name: 'vocabulary', label: mark('Tags, categories and series') },
    actions: {
      ...named(mark('Made a tag'), 'POST /admin/tags', 'POST /api/v1/tags'),
      ...named(mark('Changed a tag'), 'POST /admin/tags/:id', 'PATCH /api/v1/tags/:id'),
      ...named(
        mark('Deleted tags'),
        'POST /admin/tags/:id/delete',
        'POST /admin/tags/delete',
        'DELETE /api/v1/tags/:id',
      ),
      ...named(mark('Merged tags'), 'POST /admin/tags/merge', 'POST /api/v1/tags/merge'),
      ...named(mark('Split a tag'), 'POST /admin/tags/:id/split', 'POST /api/v1/tags/:id/split'),
      ...named(
        mark('Made a category of a tag'),
        'POST /admin/tags/:id/to-category',
        'POST /api/v1/tags/:id/to-category',
      ),
      ...named(
        mark('Changed other names of a tag'),
        'POST /admin/tags/:id/aliases',
        'POST /admin/tags/:id/aliases/free',
      ),
      'POST /admin/tags/requests': mark('Decided on a tag that was asked for'),
      ...named(mark('Made a category'), 'POST /admin/categories', 'POST /api/v1/categories'),
      ...named(
        mark('Changed a category'),
        'POST /admin/categories/:id',
        'PATCH /api/v1/categories/:id',
      ),
      ...named(
        mark('Deleted categories'),
        'POST /admin/categories/:id/delete',
        'POST /admin/categories/delete',
        'DELETE /api/v1/categories/:id',
      ),
      ...named(
        mark('Merged categories'),
        'POST /admin/categories/merge',
        'POST /api/v1/categories/merge',
      ),
      'POST /admin/categories/:id/split': mark('Split a category'),
      ...named(
        mark('Made a tag of a category'),
        'POST /admin/categories/:id/to-tag',
        'POST /api/v1/categories/:id/to-tag',
      ),
      ...named(
        mark('Changed other names of a category'),
        'POST /admin/categories/:id/aliases',
        'POST /admin/categories/:id/aliases/free',
      ),
      ...named(
        mark('Decided on a finding of the check-up'),
        'POST /admin/tags/check-up/plan',
        'POST /admin/tags/check-up/dismiss',
        'POST /admin/tags/check-up/restore',
        'POST /admin/categories/check-up/plan',
        'POST /admin/categories/check-up/dismiss',
        'POST /admin/categories/check-up/restore',
      ),
      'POST /admin/series': mark('Made a series'),
      ...named(
        mark('Changed a series'),
        'POST /admin/series/:id',
        'POST /admin/series/:id/order',
        'POST /admin/series/:id/posts',
      ),
      'POST /admin/series/:id/delete': mark('Deleted a series'),
      'POST /admin/plan': mark('Changed the plan'),
      'POST /admin/plan/apply': mark('Applied the plan'),
      ...named(
        mark('Undid an operation'),
        'POST /admin/operations/:id/undo',
        'POST /api/v1/operations/:id/undo',
      ),
      ...named(
        mark('Decided on what an undo left alone'),
        'POST /admin/operations/:id/posts/:postId/keep',
        'POST /admin/operations/:id/posts/:postId/restore',
      ),
    },
  },
  {
    ...{ name: 'media', label: mark('Media') },
    actions: {
      ...named(mark('Uploaded a file'), 'POST /admin/media', 'POST /api/v1/media'),
      ...named(mark('Described a file'), 'POST /admin/media/:id', 'PATCH /api/v1/media/:id'),
      'POST /admin/media/:id/replacement': mark('Replaced a file'),
      ...named(mark('Deleted a file'), 'POST /admin/media/:id/delete', 'DELETE /api/v1/media/:id'),
      'POST /admin/media/:id/restore': mark('Brought a file back'),
    },
  },
  {
    ...{ name: 'site', label: mark('The site') },
    actions: {
      'POST /admin/settings': mark('Changed the settings'),
      'POST /admin/settings/theme': mark('Changed the theme'),
      'POST /admin/settings/head': mark('Changed style and head'),
      'POST /admin/settings/api': mark('Changed what the API shows'),
      'POST /admin/redirects': mark('Made a redirect'),
      'POST /admin/redirects/:id/delete': mark('Removed a redirect'),
      ...named(
        mark('Changed a webhook'),
        'POST /admin/webhooks',
        'POST /admin/webhooks/:id',
        'POST /admin/webhooks/:id/rotate',
        'POST /admin/webhooks/:id/pause',
        'POST /admin/webhooks/:id/resume',
        'POST /admin/webhooks/:id/delete',
      ),
      ...named(
        mark('Sent a message to a webhook'),
        'POST /admin/webhooks/:id/test',
        'POST /admin/webhooks/:id/deliveries/:delivery/redeliver',
      ),
      'POST /admin/doctor/repair': mark('Repaired the database'),
      'POST /admin/doctor/undo': mark('Undid a repair'),
      'POST /admin/backups': mark('Made a backup'),
      'POST /admin/health/letter': mark('Sent a test letter'),
      'POST /admin/export': mark('Exported the site'),
      ...named(
        mark('Worked on an import'),
        'POST /admin/import',
        'POST /admin/import/:id/plan',
        'POST /admin/import/:id/apply',
        'POST /admin/import/:id/cancel',
        'POST /admin/import/:id/forget',
      ),
    },
  },
]

/** What a line says, in the words of a person; null for an address that is gone since. */
export function labelOf(action: string): string | null {
  return LABELS.get(plainAction(action)) ?? null
}

/** The status with which something was refused; null when it was done. */
export function refusedWith(action: string): number | null {
  const [, status] = REFUSED.exec(action) ?? []
  return status === undefined ? null : Number(status)
}

/** An action as it stands in the trail, without whether it was refused. */
export const plainAction = (action: string): string => action.replace(REFUSED, '')

const REFUSED = /^refused \((\d{3})\) /

const LABELS = new Map(GROUPS.flatMap(({ actions }) => Object.entries(actions)))

function named(label: string, ...actions: string[]): Record<string, string> {
  return Object.fromEntries(actions.map(action => [action, label]))
}
