import { z } from 'zod'
import type { Read } from '../../db/doors.ts'
import { readSummary } from '../../history/list.ts'
import type { Summary } from '../../history/operations.ts'
import type { Translate } from '../../i18n/translate.ts'

/** Something that was done and can be undone. */
export const OperationShape = z
  .object({
    id: z.int(),
    kind: z.string(),
    summary: z.string(),
    createdAt: z.iso.datetime(),
    actor: z.object({ username: z.string(), name: z.string() }).nullable(),
    undoOf: z.int().nullable().describe('The operation that this one took back'),
    undoneBy: z.int().nullable().describe('The operation that took this one back'),
  })
  .meta({ id: 'Operation' })

export type ShownOperation = z.output<typeof OperationShape>

type Window = { take?: number; skip?: number }

/** The operations that match, the newest first. */
export async function findShownOperations(
  read: Read,
  where: { id?: number; actorId?: number; parentId?: null },
  t: Translate,
  window: Window = {},
): Promise<ShownOperation[]> {
  const rows = await read.operation.findMany({
    ...{ where, ...window, orderBy: { id: 'desc' } },
    include: {
      actor: { select: { username: true, displayName: true } },
      undone: { select: { id: true } },
    },
  })
  return rows.map(({ id, kind, summary, createdAt, actor, undoOfId, undone }) => ({
    ...{ id, kind, summary: readSummary(JSON.parse(summary) as Summary, t) },
    createdAt: createdAt.toISOString(),
    actor: actor && { username: actor.username, name: actor.displayName },
    ...{ undoOf: undoOfId, undoneBy: undone?.id ?? null },
  }))
}
