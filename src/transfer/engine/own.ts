import { mark } from '../../i18n/translate.ts'
import { settleDocument } from '../own/settle.ts'
import { remarkOn } from '../report.ts'
import type { SourceDocument } from '../source.ts'
import type { ImportedLine } from './lines.ts'
import type { Memory } from './memory.ts'
import type { Run } from './run.ts'

/** What an exported document is to become, and the version of its post that this was decided on; or what became of it. */
export type SettledOwn =
  { document: SourceDocument; seen?: { version: number } } | { line: ImportedLine }

/** The post of a document that an export of this blog wrote. */
export async function recallOwn(
  { findOwn }: Run,
  { origin }: SourceDocument,
): Promise<Memory | null> {
  const postId = origin ? await findOwn(origin.id) : null
  return postId === null ? null : { postId, isSame: false, isMoved: false }
}

/** Decides what becomes of an exported document; others are as they are. */
export async function settleOwn(
  run: Run,
  document: SourceDocument,
  postId: number | null,
): Promise<SettledOwn> {
  const { origin, file, post, remarks } = document
  if (!origin) return { document }
  const first = run.origins.get(origin.id)
  if (first !== undefined) {
    const text = mark('{file} has the same id: take the id out of the copy.')
    return { line: refuse(run, document, postId, text, { file: first }) }
  }
  run.origins.set(origin.id, file)
  if (postId === null) return { document }
  const { dryRun, actorId: editorId = null } = run.options
  const found = { origin, post, postId }
  const settled = await settleDocument(run.context, found, { dryRun, editorId })
  if (settled.kind === 'conflict') {
    return { line: refuse(run, document, postId, settled.sentence) }
  }
  if (settled.kind === 'unchanged') {
    run.report.unchanged += 1
    const details = { remarks: [] }
    return { line: { kind: 'unchanged', file, title: post.title, postId, details } }
  }
  if (settled.merged) {
    remarks.push(remarkOn(file, null, mark('It was edited here, too: both edits are merged.')))
  }
  const { post: edited, version } = settled
  return { document: { ...document, post: edited }, seen: { version } }
}

function refuse(
  { report }: Run,
  { file, post: { title } }: SourceDocument,
  ...[postId, text, parameters]: [number | null, string, Record<string, string>?]
): ImportedLine {
  const problem = remarkOn(file, null, text, parameters)
  report.problems.push(problem)
  return { kind: 'skipped', file, title, postId, details: { remarks: [problem] } }
}
