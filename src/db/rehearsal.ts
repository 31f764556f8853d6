import type { Database, Tx } from './doors.ts'

/** Carries a result out of a transaction that is rolled back on purpose. */
class Rehearsed<Result> extends Error {
  readonly result: Result

  constructor(result: Result) {
    super('rolled back on purpose')
    this.result = result
  }
}

/** What a transaction found, and whether what it did stays. */
export type Attempt<Result> = { keep: boolean; result: Result }

/** Runs a transaction that may decide in the end that nothing of it stays. */
export async function attemptWrite<Result>(
  db: Database,
  verb: (tx: Tx) => Promise<Attempt<Result>>,
): Promise<Result> {
  try {
    return await db.write(async tx => {
      const { keep, result } = await verb(tx)
      if (!keep) throw new Rehearsed(result)
      return result
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.result as Result
    throw error
  }
}

/** Does something to see what would come of it, and takes it back: what is foreseen is what happens. */
export function rehearse<Result>(db: Database, verb: (tx: Tx) => Promise<Result>): Promise<Result> {
  return attemptWrite(db, async tx => ({ keep: false, result: await verb(tx) }))
}
