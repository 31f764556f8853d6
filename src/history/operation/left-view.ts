import type { Read } from '../../db/doors.ts'
import { ADDED_FIELD } from '../added-posts.ts'
import { listRestorable } from '../restore.ts'
import { isForeign, openVocabulary, sayCell, sayPost, type Manner } from './cells.ts'
import type { OperationCell } from './detail.ts'
import { listLeftPosts, type LeftPost, type UndoPair } from './left.ts'

/** What an undo left alone: each post with what its Restore would change, and what was decided. */
export async function viewLeft(read: Read, pair: UndoPair, manner: Manner) {
  const { total, posts } = await listLeftPosts(read, pair)
  const shown = []
  for (const post of posts) shown.push(await viewPost(read, pair, post, manner))
  return { total, posts: shown }
}

async function viewPost(read: Read, pair: UndoPair, post: LeftPost, manner: Manner) {
  const changes = isForeign(post.authorId, manner.viewer)
    ? []
    : await listRestorable(read, pair.undone, post.id)
  const cells: OperationCell[] = changes.map(change => ({ id: 0, otherId: 0, ...change }))
  const names = await openVocabulary(read, cells)
  return {
    ...sayPost(post, manner),
    ...((await wasAdded(read, pair, post.id))
      ? sayAdded(manner)
      : sayDecision(post, cells.length > 0, manner)),
    action: `/admin/operations/${pair.id}/posts/${post.id}`,
    cells: cells.map(cell => sayCell(cell, names, manner)),
  }
}

async function wasAdded(read: Read, { undone }: UndoPair, entityId: number): Promise<boolean> {
  const where = { operationId: { in: undone }, entity: 'post', entityId, field: ADDED_FIELD }
  return (await read.operationRow.count({ where })) > 0
}

const sayAdded = ({ t }: Manner): Decision => ({
  note: t('The import added it; delete it if you do not want it.'),
  ...{ mayKeep: false, mayRestore: false },
})

type Decision = { note: string; mayKeep: boolean; mayRestore: boolean }

// Who keeps a post as it is may still put it back later.
function sayDecision(
  { authorId, keptAt, keptBy }: LeftPost,
  mayRestore: boolean,
  { t, dates, viewer }: Manner,
): Decision {
  if (isForeign(authorId, viewer)) return { note: '', mayKeep: false, mayRestore: false }
  if (!mayRestore) return { note: t('as it was before'), mayKeep: false, mayRestore }
  if (!keptAt) return { note: '', mayKeep: true, mayRestore }
  const parameters = { name: keptBy ?? t('Somebody'), date: dates.format(keptAt) }
  return { note: t('Kept as it is: {name}, {date}', parameters), mayKeep: false, mayRestore }
}
