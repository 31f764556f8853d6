import type { Read } from '../../db/doors.ts'
import type { LineDetails, LineKind } from '../engine/lines.ts'

/** One line of a plan, or of what was done. */
export type PlanLine = {
  kind: LineKind
  file: string
  title: string
  postId: number | null
  details: LineDetails
}

export type LineWindow = { kind?: LineKind | undefined; take?: number; skip?: number }

/** The lines of an import in the order of its documents; all of them, or those of one kind. */
export async function listPlan(
  read: Read,
  runId: number,
  { kind, ...window }: LineWindow = {},
): Promise<PlanLine[]> {
  const rows = await read.importLine.findMany({
    where: { runId, ...(kind ? { kind } : {}) },
    orderBy: { id: 'asc' },
    ...window,
  })
  return rows.map(row => ({
    ...{ kind: row.kind as LineKind, file: row.file, title: row.title, postId: row.postId },
    details: JSON.parse(row.details) as LineDetails,
  }))
}

/** How many lines of each kind an import has, and how many only have other tags. */
export async function countPlan(read: Read, runId: number): Promise<Record<LineKind, number>> {
  const counts = { added: 0, updated: 0, unchanged: 0, skipped: 0, remark: 0 }
  const rows = await read.importLine.groupBy({ by: ['kind'], where: { runId }, _count: true })
  for (const { kind, _count } of rows) counts[kind as LineKind] = _count
  return counts
}
