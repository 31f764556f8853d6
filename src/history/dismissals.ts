import type { Read, Tx } from '../db/doors.ts'

/** What was decided upon and is not to be asked again, by its keys. */
export async function listDismissed(read: Read): Promise<Set<string>> {
  const rows = await read.dismissal.findMany({ select: { finding: true } })
  return new Set(rows.map(row => row.finding))
}

/** Lets a question be asked no more; dismissing it again changes nothing. */
export async function dismissFinding(
  tx: Tx,
  finding: string,
  personId: number,
  now: Date,
): Promise<void> {
  await tx.dismissal.upsert({
    where: { finding },
    create: { finding, personId, createdAt: now },
    update: {},
  })
}

/** Lets a dismissed question be asked again. */
export async function restoreFinding(tx: Tx, finding: string): Promise<void> {
  await tx.dismissal.deleteMany({ where: { finding } })
}
