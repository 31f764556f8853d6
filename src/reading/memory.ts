import type { Context } from '../context.ts'
import { createGenerations } from '../http/page-cache/generations.ts'
import { findNextDue } from './due.ts'

/** Gives what was computed for a name, once for each state of the content. */
export type Memory = <Value>(name: string, compute: () => Promise<Value>) => Promise<Value>

const MAX_NAMES = 1_000

/**
 * Opens a memory for what is the same for all readers and needs a walk along all posts, such as
 * their number: lists and counts of a large site are made once after each change.
 */
export function openMemory({ db, now }: Pick<Context, 'db' | 'now'>): Memory {
  const nextDue = (at: Date) => findNextDue(db.read, at)
  const { contentVersion } = db
  const findGeneration = createGenerations(
    { contentVersion, now, nextDue },
    () => new Map<string, Promise<unknown>>(),
  )
  return async <Value>(name: string, compute: () => Promise<Value>) => {
    const { kept } = await findGeneration()
    const known = kept.get(name) as Promise<Value> | undefined
    if (known) return known
    const computing = compute()
    if (kept.size < MAX_NAMES) kept.set(name, computing)
    computing.catch(() => kept.delete(name))
    return computing
  }
}
