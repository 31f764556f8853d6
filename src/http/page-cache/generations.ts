import type { Flights } from './flights.ts'
import { createStore, type Store } from './store.ts'

/** All that is kept of one state of the content: from a moment on, until another post is due. */
export type Generation = {
  version: number
  from: number
  until: number
  pages: Store
  flights: Flights
}

export type Source = {
  maxBytes: number
  now: () => Date
  contentVersion: () => Promise<number>
  /** When the next scheduled post is due; null when none is. */
  nextDue: (now: Date) => Promise<Date | null>
}

/**
 * Gives the generation of the content as it is now; a change, and a scheduled post, begin a new and
 * empty one. Its version was read before anything of it is rendered, so what is rendered during a
 * change stays in the old one.
 */
export function createGenerations(source: Source): () => Promise<Generation> {
  let current: Generation | null = null
  let opening: { version: number; generation: Promise<Generation> } | null = null
  return shareInTurn(find)

  async function find(): Promise<Generation> {
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

  async function begin(version: number, now: Date): Promise<Generation> {
    const due = await source.nextDue(now)
    const until = due?.getTime() ?? Infinity
    const pages = createStore(source.maxBytes)
    current = { version, from: now.getTime(), until, pages, flights: new Map() }
    return current
  }
}

// Requests that Node takes up in one turn of its loop had all been sent before it began, so one look
// is new enough for all of them.
function shareInTurn<Result>(look: () => Promise<Result>): () => Promise<Result> {
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
function isOf({ version, from, until }: Generation, asked: number, now: Date): boolean {
  return version === asked && now.getTime() >= from && now.getTime() < until
}
