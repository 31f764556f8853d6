import { sql, type Tx } from './doors.ts'

/** Says, inside the transaction that changes what readers see, that every kept page is old. */
export async function bumpContentVersion(tx: Tx): Promise<void> {
  await tx.execute(sql`UPDATE site_state SET content_version = content_version + 1 WHERE id = 1`)
}
