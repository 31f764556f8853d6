import { isUnsaved, type ListedRevision } from './store.ts'

/** Saves of one person within this time are shown as one. */
const TOGETHER_MS = 10 * 60_000

/**
 * The revisions of a post, newest first, as a person remembers them: what one person saved within
 * ten minutes is one, led by the last of it; never across a publishing, an unpublishing or a name.
 */
export function groupRevisions(revisions: ListedRevision[]): ListedRevision[][] {
  const groups: ListedRevision[][] = []
  for (const revision of revisions.toReversed()) {
    const group = groups.at(-1)
    if (group && belongsTo(group, revision)) group.unshift(revision)
    else groups.push([revision])
  }
  return groups.reverse()
}

function belongsTo(group: ListedRevision[], revision: ListedRevision): boolean {
  const [last, first] = [group[0], group.at(-1)]
  if (!last || !first) return false
  const isSameWork = last.editorId === revision.editorId && last.status === revision.status
  const isClosed = last.name !== '' || isUnsaved(last) || isUnsaved(revision)
  const age = revision.createdAt.getTime() - first.createdAt.getTime()
  return isSameWork && !isClosed && age <= TOGETHER_MS
}
