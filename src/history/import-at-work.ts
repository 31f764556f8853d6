import { hostname } from 'node:os'
import type { ImportRun } from '../db/generated/sqlite/client.ts'

/** Who works on an import says so more often than this; whoever did not for so long does not any more. */
const SILENCE_MS = 15_000

/** The process that works on an import. */
export type ImportOwner = { host: string; pid: number }

const working = new Set<number>()

/** Says that this process works on an import from here on; gives what ends that. */
export function takeImport(id: number): () => void {
  working.add(id)
  return () => working.delete(id)
}

export const importOwner = (): ImportOwner => ({ host: hostname(), pid: process.pid })

/** Whether somebody works on an import right now: who died in the middle is not there any more, or says nothing. */
export function isAtWork(
  { id, state, beatAt, report }: Pick<ImportRun, 'id' | 'state' | 'beatAt' | 'report'>,
  now: Date,
): boolean {
  if (state !== 'planning' && state !== 'applying') return false
  if (beatAt.getTime() <= now.getTime() - SILENCE_MS) return false
  const { owner } = JSON.parse(report) as { owner?: ImportOwner }
  if (owner?.host !== hostname()) return true
  return owner.pid === process.pid ? working.has(id) : isAlive(owner.pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
