import type { Tx } from '../../db/doors.ts'

/** Empties a person's plan. */
export async function clearPlan(tx: Tx, personId: number): Promise<void> {
  await tx.stagedOperation.deleteMany({ where: { personId } })
}

/** Takes one step out of a person's plan. */
export async function removeStaged(tx: Tx, personId: number, id: number): Promise<void> {
  await tx.stagedOperation.deleteMany({ where: { personId, id } })
}

/** Lets a step change places with the one before (`by` -1) or after (1) it, if there is one. */
export async function moveStaged(
  tx: Tx,
  { personId, id, by }: { personId: number; id: number; by: -1 | 1 },
): Promise<void> {
  const steps = await tx.stagedOperation.findMany({
    where: { personId },
    orderBy: { position: 'asc' },
    select: { id: true, position: true },
  })
  const at = steps.findIndex(step => step.id === id)
  const [step, other] = [steps[at], steps[at + by]]
  if (!step || !other) return
  // The position is unique: one makes room first.
  const place = (which: { id: number }, position: number) =>
    tx.stagedOperation.update({ where: { id: which.id }, data: { position } })
  await place(step, -1)
  await place(other, step.position)
  await place(step, other.position)
}
