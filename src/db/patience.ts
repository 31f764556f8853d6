import { isAway, isConnectionLost, isCrowded, isRetryable } from './failure.ts'

const CONFLICT_TRIES = 8
const LOST_TRIES = 3
const CROWDED_MS = 5_000
const PAUSE_MS = 20
const MAX_PAUSE_MS = 200

/**
 * Runs a task of PostgreSQL again where nothing of it was committed: after a deadlock or a conflict,
 * a lost connection, and for five seconds while no further connection is to be had. While nothing
 * answers at all it fails at once.
 */
export async function tryAgain<Result>(task: () => Promise<Result>): Promise<Result> {
  const begun = performance.now()
  for (let tries = 1; ; tries += 1) {
    try {
      return await task()
    } catch (error) {
      if (!isWorthAnother(error, { tries, waitedMs: performance.now() - begun })) throw error
    }
    await pause(tries)
  }
}

function isWorthAnother(
  error: unknown,
  { tries, waitedMs }: { tries: number; waitedMs: number },
): boolean {
  if (isRetryable(error)) return tries < CONFLICT_TRIES
  if (isCrowded(error)) return waitedMs < CROWDED_MS
  return isConnectionLost(error) && !isAway(error) && tries < LOST_TRIES
}

// Two that met in a deadlock do not begin again at the same moment.
function pause(tries: number): Promise<void> {
  const longest = Math.min(PAUSE_MS * tries, MAX_PAUSE_MS)
  return new Promise(resolve => setTimeout(resolve, Math.random() * longest))
}
