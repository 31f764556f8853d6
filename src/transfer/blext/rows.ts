import { mark } from '../../i18n/translate.ts'
import { sayOn, type BlextRun } from './run.ts'
import type { DamagedRow } from './source.ts'

/** Says of each row of the old `blog_tag` that was left out why, and what became of what it said. */
export function reviewRows(run: BlextRun): void {
  for (const row of run.old.listDamagedRows()) {
    const { tagId, postId, first } = row
    const parameters = { tag: tagId ?? 'NULL', post: postId ?? 'NULL', first }
    sayOn(run, 'blog_tag', row.row)(null, explainRow(row), parameters)
    run.report.repaired += 1
  }
}

function explainRow({ tagId, postId, hasTag, hasPost }: DamagedRow): string {
  if (tagId === null || postId === null) {
    return mark('Tag {tag}, post {post}: it leads to nothing and was left out.')
  }
  if (hasPost === 0) return mark('Tag {tag}, post {post}: there is no such post; it was left out.')
  if (hasTag === 0) return mark('Tag {tag}, post {post}: there is no such tag; it was left out.')
  return mark('Tag {tag}, post {post}: row {first} says so already; it was left out.')
}
