import { sql, type Tx } from '../../db/doors.ts'

/** Does something within a transaction; what is refused takes nothing else with it and gives null. */
export async function tryInside<Result>(
  tx: Tx,
  work: () => Promise<Result>,
): Promise<{ result: Result } | null> {
  await tx.execute(sql`SAVEPOINT doctor`)
  try {
    const result = await work()
    await tx.execute(sql`RELEASE SAVEPOINT doctor`)
    return { result }
  } catch {
    await tx.execute(sql`ROLLBACK TO SAVEPOINT doctor`)
    await tx.execute(sql`RELEASE SAVEPOINT doctor`)
    return null
  }
}
