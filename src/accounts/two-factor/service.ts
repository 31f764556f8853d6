import { randomInt } from 'node:crypto'
import type { Context } from '../../context.ts'
import type { Read, Tx } from '../../db/doors.ts'
import { forgiveAttempt, takeAttempt } from '../attempts.ts'
import { hashSecret } from '../../http/secret.ts'
import { findStep, makeAppSecret } from './codes.ts'

const KIND = 'two-factor'
const RECOVERY = 'recovery'
const RECOVERY_CODES = 10

type Stored = { secret: string; step: number; isOn: boolean }

/** What is stored of a person's second factor; null when they have none. */
export async function findTwoFactor(read: Read, personId: number): Promise<Stored | null> {
  const row = await read.token.findUnique({ where: { hash: nameOf(personId) } })
  return row && (JSON.parse(row.data) as Stored)
}

/** Whether a sign-in of this person asks for a code. */
export async function hasTwoFactor(read: Read, personId: number): Promise<boolean> {
  return (await findTwoFactor(read, personId))?.isOn === true
}

/** Begins: a new secret that counts for nothing until a code of it was given. */
export async function beginTwoFactor(tx: Tx, personId: number, now: Date): Promise<void> {
  const data = JSON.stringify({ secret: makeAppSecret(), step: 0, isOn: false })
  const hash = nameOf(personId)
  const values = { kind: KIND, personId, data, createdAt: now }
  await tx.token.upsert({ where: { hash }, create: { hash, ...values }, update: values })
}

/** Turns it on with a first good code; gives the recovery codes, which are shown once, or null. */
export async function turnOn(
  { db, now }: Context,
  personId: number,
  code: string,
): Promise<string[] | null> {
  return db.record(async tx => {
    const step = await takeStep(tx, personId, { code, now: now() })
    return step ? renewRecoveryCodes(tx, personId, now()) : null
  })
}

/** Ends it: no code is asked for any more. */
export async function turnOff(tx: Tx, personId: number): Promise<void> {
  await tx.token.deleteMany({ where: { personId, kind: { in: [KIND, RECOVERY] } } })
}

/** New recovery codes in place of the old ones; each opens the account once. */
export async function renewRecoveryCodes(tx: Tx, personId: number, now: Date): Promise<string[]> {
  await tx.token.deleteMany({ where: { personId, kind: RECOVERY } })
  const codes = Array.from({ length: RECOVERY_CODES }, makeRecoveryCode)
  const rows = codes.map(code => ({
    ...{ kind: RECOVERY, personId, createdAt: now },
    hash: hashOf(personId, code),
  }))
  await tx.token.createMany({ data: rows })
  return codes
}

export const countRecoveryCodes = (read: Read, personId: number): Promise<number> =>
  read.token.count({ where: { personId, kind: RECOVERY } })

export type Checked = { ok: true } | { ok: false; retryAfter: number }

/** Checks the code of a sign-in, of the app or a recovery code; each counts once, and guesses are few. */
export async function checkCode(
  context: Context,
  personId: number,
  code: string,
): Promise<Checked> {
  // Codes are few: they are counted for the account, wherever the guesses come from; and one
  // person's guesses cost nobody else theirs.
  const [place, account] = [`anywhere-${personId}`, `the code of ${personId}`]
  const retryAfter = await takeAttempt(context, place, account)
  if (retryAfter > 0) return { ok: false, retryAfter }
  const isRight = await context.db.record(
    async tx =>
      (await takeStep(tx, personId, { code, now: context.now() })) ||
      (await takeRecoveryCode(tx, personId, code)),
  )
  if (isRight) await forgiveAttempt(context, place, account)
  return isRight ? { ok: true } : { ok: false, retryAfter: 0 }
}

// A code that was seen by somebody else is worth nothing: its step is over.
async function takeStep(
  tx: Tx,
  personId: number,
  { code, now }: { code: string; now: Date },
): Promise<boolean> {
  const stored = await findTwoFactor(tx, personId)
  const step = stored && findStep(stored.secret, code, now)
  if (!stored || step === null || step <= stored.step) return false
  const data = JSON.stringify({ ...stored, step, isOn: true })
  const where = { hash: nameOf(personId), data: JSON.stringify(stored) }
  return (await tx.token.updateMany({ where, data: { data } })).count > 0
}

async function takeRecoveryCode(tx: Tx, personId: number, code: string): Promise<boolean> {
  const where = { kind: RECOVERY, personId, hash: hashOf(personId, code) }
  return (await tx.token.deleteMany({ where })).count > 0
}

const nameOf = (personId: number): string => `${KIND} ${personId}`

const hashOf = (personId: number, code: string): string =>
  hashSecret(`${personId} ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)

// Without the letters and digits that are taken for one another: 50 bits.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

function makeRecoveryCode(): string {
  const group = () =>
    Array.from({ length: 5 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
  return `${group()}-${group()}`
}
