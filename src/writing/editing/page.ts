import type { Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import type { FieldErrors, Typed } from '../../http/form.ts'
import { allowOwnStyles } from '../../http/headers.ts'
import { viewJournal } from '../journal/views.ts'
import { listBacklinks } from '../links/backlinks.ts'
import type { StoredPost } from '../post.ts'
import { mannerOf } from '../views.ts'
import { viewEditor } from './editor-view.ts'
import { viewSeriesPlace } from './series-place.ts'

type Shown = {
  typed: Record<string, unknown>
  errors: FieldErrors
  /** Newer text of another window, where what was sent could not be kept because of it. */
  newer?: { fields: Typed; date: string } | undefined
}

/** Shows the editor's page of a post, or of a new one, with what the fields are to hold. */
export async function renderEditor(
  { db, now }: Context,
  res: Response,
  post: StoredPost | null,
  { typed, errors, newer }: Shown,
): Promise<void> {
  const manner = mannerOf(res, now())
  const categories = await db.read.category.findMany({
    orderBy: [{ position: 'asc' }, { name: 'asc' }],
    select: { name: true },
  })
  const revisions = post ? await db.read.revision.count({ where: { postId: post.id } }) : 0
  res.render('writing/edit', {
    ...viewEditor(post, revisions, manner),
    nonce: allowOwnStyles(res),
    post: typed,
    errors,
    categories: categories.map(({ name }) => name),
    series: await viewSeriesPlace(db.read, post, manner),
    linksHere: post && (await listBacklinks(db.read, requirePerson(res), post, now())),
    journal: {
      ...(await viewJournal(db.read, { user: requirePerson(res), post, typed }, manner)),
      // What the fields hold is nowhere else when it has just been refused.
      isUnsaved: Object.keys(errors).length > 0,
      newer: newer ?? null,
    },
  })
}
