import type { Tx } from '../../db/doors.ts'

export type Line = {
  at: Date
  actorId: number | null
  actorName: string
  /** The method and the address as the router has it: `POST /admin/posts/:id/delete`. */
  action: string
  subject: string
  address: string
}

/** Adds lines to the trail. Who closed their account is named and not referred to; who just signed in gets their name. */
export async function addLines(tx: Tx, lines: Line[]): Promise<void> {
  const ids = [...new Set(lines.flatMap(({ actorId }) => actorId ?? []))]
  const people = await tx.user.findMany({
    where: { id: { in: ids } },
    select: { id: true, username: true },
  })
  const names = new Map(people.map(({ id, username }) => [id, username]))
  const data = lines.map(line => {
    const name = line.actorId === null ? undefined : names.get(line.actorId)
    return name === undefined
      ? { ...line, actorId: null }
      : { ...line, actorName: line.actorName || name }
  })
  await tx.audit.createMany({ data })
}
