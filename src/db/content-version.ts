import { sql, type Tx } from './doors.ts'

/**
 * Says, inside the transaction that changes what readers see, that every kept page is old; on
 * PostgreSQL to the other instances too, when it is committed.
 */
export async function bumpContentVersion(tx: Tx): Promise<void> {
  const update = sql`UPDATE site_state SET content_version = content_version + 1 WHERE id = 1`
  await tx.execute(
    tx.dialect === 'sqlite'
      ? update
      : sql`WITH moved AS (${update} RETURNING content_version)
          SELECT pg_notify('blext_content', CAST(content_version AS TEXT)) FROM moved`,
  )
}
