import type { Read } from '../db/doors.ts'
import type { User } from '../db/generated/sqlite/client.ts'
import { findPendingAddress } from './email/service.ts'
import { countRecoveryCodes, hasTwoFactor } from './two-factor/service.ts'

/** How an account stands: what its page says beside the profile. */
export type Overview = {
  person: User
  /** Whether a sign-in asks for a code, too. */
  needsCode: boolean
  recoveryCodes: number
  sessions: number
  tokens: number
  /** An address that is not confirmed yet; '' = none. */
  pendingEmail: string
}

/** Reads how an account stands. */
export async function readOverview(read: Read, id: number, now: Date): Promise<Overview> {
  const pending = await findPendingAddress(read, id, now)
  return {
    person: await read.user.findUniqueOrThrow({ where: { id } }),
    needsCode: await hasTwoFactor(read, id),
    recoveryCodes: await countRecoveryCodes(read, id),
    sessions: await read.session.count({ where: { userId: id, expiresAt: { gt: now } } }),
    tokens: await read.token.count({ where: { kind: 'api', personId: id } }),
    pendingEmail: pending?.email ?? '',
  }
}
