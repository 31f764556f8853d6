import { isUnavailable } from '../../db/failure.ts'

/** One state of the content, from a moment on until another post is due, with what is kept of it. */
export type GenerationOf<Kept> = { version: number; from: number; until: number; kept: Kept }

export type Source = {
  now: () => Date
  contentVersion: () => Promise<number>
  /** When the next scheduled post is due; null when none is. */
  nextDue: (now: Date) => Promise<Date | null>
}

/** How long what was kept still stands for the content while the database is away. */
export const WITHOUT_DATABASE_MS = 10 * 60_000

/**
 * Gives the generation of the content as it is now; a change, and a scheduled post, begin a new and
 * empty one. Its version was read before anything of it is rendered, so what is rendered during a
 * change stays in the old one. While the database is away, the last one goes on for ten minutes.
 */
export function createGenerations<Kept>(
  source: Source,
  open: () => Kept,
): () => Promise<GenerationOf<Kept>> {
  let current: GenerationOf<Kept> | null = null
  let opening: { version: number; generation: Promise<GenerationOf<Kept>> } | null = null
  let seenAt = -Infinity
  return async () => {
    try {
      const found = await find()
      seenAt = performance.now()
      return found
    } catch (error) {
      const isRecent = performance.now() - seenAt < WITHOUT_DATABASE_MS
      if (current && isRecent && isUnavailable(error)) return current
      throw error
    }
  }

  async function find(): Promise<GenerationOf<Kept>> {
    const version = await source.contentVersion()
    const now = source.now()
    if (current && isOf(current, version, now)) return current
    if (opening?.version === version) return opening.generation
    const begun = { version, generation: begin(version, now) }
    opening = begun
    try {
      return await begun.generation
    } finally {
      if (opening === begun) opening = null
    }
  }

  async function begin(version: number, now: Date): Promise<GenerationOf<Kept>> {
    const due = await source.nextDue(now)
    const until = due?.getTime() ?? Infinity
    current = { version, from: now.getTime(), until, kept: open() }
    return current
  }
}

/**
 * One look for all requests that Node takes up in one turn of its loop: they had all been sent before
 * it began. For what begins in the midst of a turn it may be too old.
 */
export function shareInTurn<Result>(look: () => Promise<Result>): () => Promise<Result> {
  let shared: Promise<Result> | null = null
  return () => {
    if (shared) return shared
    setImmediate(() => {
      shared = null
    })
    return (shared = look())
  }
}

// A clock that was set back sees other posts too.
function isOf({ version, from, until }: GenerationOf<unknown>, asked: number, now: Date): boolean {
  return version === asked && now.getTime() >= from && now.getTime() < until
}
