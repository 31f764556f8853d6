import { join, sql, type Tx } from '../../db/doors.ts'
import { integer } from '../../db/moment.ts'
import type { ImportRemark } from '../report.ts'

export const lineKinds = ['added', 'updated', 'unchanged', 'skipped', 'remark'] as const

export type LineKind = (typeof lineKinds)[number]

/** What becomes of one document, as the plan and the report of an import show it. */
export type ImportedLine = {
  kind: LineKind
  file: string
  title: string
  /** Its post; null while there is none. */
  postId: number | null
  details: LineDetails
}

export type LineDetails = {
  /** The names of the fields that change in a post that was here before. */
  fields?: string[]
  /** Its tags before and after, where they change. */
  tags?: { before: string[]; after: string[] }
  /** As for tags, the category; '' = none. */
  category?: { before: string; after: string }
  /** Old addresses that lead to it. */
  redirects?: number
  /** Why it is skipped, what was changed on the way. */
  remarks: ImportRemark[]
}

const CHUNK = 500

/**
 * Writes down what becomes of documents, over what was planned for them. What this import has done with one stays written
 * when, resumed, it finds it done.
 */
export async function storeLines(
  tx: Tx,
  runId: number,
  lines: readonly ImportedLine[],
  applied: boolean,
): Promise<void> {
  const once = [...new Map(lines.map(line => [line.file, line])).values()]
  for (let start = 0; start < once.length; start += CHUNK) {
    const rows = once.slice(start, start + CHUNK).map(
      ({ kind, file, title, postId, details }) => sql`(
        ${integer(runId)}, ${kind}, ${file}, ${title},
        ${postId === null ? sql`NULL` : integer(postId)}, ${JSON.stringify(details)},
        CAST(${applied} AS BOOLEAN))`,
    )
    await tx.execute(sql`
      INSERT INTO import_lines (run_id, kind, file, title, post_id, details, applied)
      VALUES ${join(rows)}
      ON CONFLICT (run_id, file) DO UPDATE SET kind = excluded.kind, title = excluded.title,
        post_id = excluded.post_id, details = excluded.details, applied = excluded.applied
      WHERE NOT (import_lines.applied AND excluded.kind = 'unchanged')`)
  }
}
