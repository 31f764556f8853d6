import type { Read, Tx } from '../../db/doors.ts'

/** The keys of the findings that are never to be shown again. */
export async function listDismissed(read: Read): Promise<Set<string>> {
  const rows = await read.dismissal.findMany({ select: { finding: true } })
  return new Set(rows.map(row => row.finding))
}

/** Lets a finding be shown no more; dismissing it again changes nothing. */
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

/** Lets a dismissed finding be shown again. */
export async function restoreFinding(tx: Tx, finding: string): Promise<void> {
  await tx.dismissal.deleteMany({ where: { finding } })
}
