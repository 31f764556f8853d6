import { hashPassword } from '../../src/accounts/password.ts'
import type { Database } from '../../src/db/doors.ts'

/** What everyone in the tests signs in with. */
export const PASSWORD = 'correct horse battery'

/** Alice writes; bob also writes and must not touch hers; edith edits everyone's; adam runs the site. */
export const PEOPLE = {
  alice: { id: 1, username: 'alice', email: 'alice@example.com', role: 'author' },
  bob: { id: 2, username: 'bob', email: 'bob@example.com', role: 'author' },
  edith: { id: 3, username: 'edith', email: 'edith@example.com', role: 'editor' },
  adam: { id: 4, username: 'adam', email: 'adam@example.com', role: 'admin' },
} as const

export type PersonName = keyof typeof PEOPLE

/** Adds the four people to a migrated, empty database. */
export async function addPeople(db: Database): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD)
  await db.write(async tx => {
    for (const { username, email, role } of Object.values(PEOPLE)) {
      const displayName = username.charAt(0).toUpperCase() + username.slice(1)
      const createdAt = new Date('2026-01-01T00:00:00Z')
      const names = { username, email, emailKey: email, displayName }
      await tx.user.create({ data: { ...names, role, passwordHash, createdAt } })
    }
  })
}
