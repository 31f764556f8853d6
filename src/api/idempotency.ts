import type { Context } from '../context.ts'
import { isUniqueViolation } from '../db/failure.ts'
import { Problem } from '../http/problem.ts'
import { hashSecret } from '../http/secret.ts'
import { mark } from '../i18n/translate.ts'
import type { Answer } from './endpoint.ts'

const KEPT_MS = 24 * 3_600_000
const RUNNING_MS = 60_000
const RUNNING = 0

const MAX_KEY_CHARS = 255

type Asked = { personId: number; key: string; method: string; path: string; body: unknown }

/**
 * Answers a request that carries an Idempotency-Key once: the same one again, within a day, gets
 * the same answer and does nothing. As draft-ietf-httpapi-idempotency-key-header has it: 422 for
 * another request under the same key, 409 while the first one still runs.
 */
export async function answerOnce(
  context: Context,
  asked: Asked,
  run: () => Promise<Answer>,
): Promise<Answer> {
  if (asked.key.length > MAX_KEY_CHARS) {
    throw new Problem(400, mark('An Idempotency-Key has at most 255 characters.'))
  }
  const key = digest([asked.personId, asked.key])
  const fingerprint = digest([asked.method, asked.path, asked.body])
  const kept = await claim(context, { key, fingerprint, personId: asked.personId })
  if (kept) return kept
  try {
    const answer = await run()
    await keep(context, key, answer)
    return answer
  } catch (error) {
    await context.db.record(tx => tx.keptAnswer.deleteMany({ where: { key, status: RUNNING } }))
    throw error
  }
}

const digest = (parts: unknown[]): string => hashSecret(JSON.stringify(parts))

type Claim = { key: string; fingerprint: string; personId: number }

// The row stands before the work begins, so that of two at once, on two instances even, one works.
async function claim({ db, now }: Context, claimed: Claim): Promise<Answer | null> {
  const at = now()
  const expiresAt = new Date(at.getTime() + RUNNING_MS)
  const running = { ...claimed, status: RUNNING, headers: '{}', body: '', expiresAt }
  try {
    await db.record(async tx => {
      await tx.keptAnswer.deleteMany({ where: { expiresAt: { lte: at } } })
      await tx.keptAnswer.create({ data: running })
    })
    return null
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
  }
  const kept = await db.read.keptAnswer.findUnique({ where: { key: claimed.key } })
  if (kept && kept.fingerprint !== claimed.fingerprint) {
    throw new Problem(422, mark('This Idempotency-Key was used for another request.'))
  }
  if (!kept || kept.status === RUNNING) {
    throw new Problem(409, mark('The same request is still running. Ask again in a moment.'))
  }
  return {
    status: kept.status,
    headers: JSON.parse(kept.headers) as Record<string, string>,
    ...(kept.body !== '' && { body: JSON.parse(kept.body) as unknown }),
  }
}

async function keep({ db, now }: Context, key: string, answer: Answer): Promise<void> {
  const { status = 200, headers = {}, body } = answer
  const expiresAt = new Date(now().getTime() + KEPT_MS)
  const data = {
    ...{ status, expiresAt, headers: JSON.stringify(headers) },
    body: body === undefined ? '' : JSON.stringify(body),
  }
  await db.record(tx => tx.keptAnswer.updateMany({ where: { key }, data }))
}
