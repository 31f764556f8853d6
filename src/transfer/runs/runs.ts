import type { Read, Tx } from '../../db/doors.ts'
import type { ImportRun } from '../../db/generated/sqlite/client.ts'
import { isAtWork, type ImportOwner } from '../../history/import-at-work.ts'
import type { Refused } from '../report.ts'

export type RunState = 'planning' | 'planned' | 'applying' | 'done' | 'stopped' | 'failed'

/** What an import was handed over with. */
export type NewRun = {
  format: string
  name: string
  /** Where it lies; empty until it does. */
  path: string
  author: string
  personId: number | null
}

/** The numbers of an import, or why there is none. */
export type RunReport = {
  images?: number
  redirects?: number
  people?: number
  terms?: number
  repaired?: number
  tags?: string[]
  categories?: string[]
  tagCount?: number
  categoryCount?: number
  refused?: Omit<Refused, 'ok'>
  /** Who works on it, while somebody does. */
  owner?: ImportOwner
  /** The last post of which it was found out what is related to it; and that all were. */
  relatedTo?: number
  isRelated?: boolean
}

/** Writes down that something is to be imported. */
export function addRun(
  tx: Tx,
  run: NewRun,
  now: Date,
  state: RunState = 'planned',
): Promise<ImportRun> {
  return tx.importRun.create({ data: { ...run, state, createdAt: now, beatAt: now } })
}

/** The import, other than this one, that somebody works on right now; null when there is none. */
export async function findRunAtWork(read: Read, now: Date, except = 0): Promise<ImportRun | null> {
  const runs = await read.importRun.findMany({
    where: { id: { not: except }, state: { in: ['planning', 'applying'] } },
    orderBy: { id: 'desc' },
  })
  return runs.find(run => isAtWork(run, now)) ?? null
}

/**
 * Takes an import on, to plan or to apply it; null when another one is at work. Only one import runs at a time, in all
 * processes together.
 */
export async function claimRun(
  tx: Tx,
  id: number,
  state: 'planning' | 'applying',
  now: Date,
): Promise<ImportRun | null> {
  if (await findRunAtWork(tx, now, id)) return null
  return tx.importRun.update({
    where: { id },
    data: { state, cancelled: false, done: 0, beatAt: now },
  })
}

/** Says that an import is still being worked on. */
export async function beat(tx: Tx, id: number, now: Date): Promise<void> {
  await tx.importRun.updateMany({ where: { id }, data: { beatAt: now } })
}

/** The import of the same thing that began and did not end; null when there is none, or somebody is still at it. */
export async function findRunToResume(
  read: Read,
  { path, author }: Pick<NewRun, 'path' | 'author'>,
  now: Date,
): Promise<ImportRun | null> {
  const last = await read.importRun.findFirst({
    where: { path, author, operation: { undone: null } },
    orderBy: { id: 'desc' },
  })
  return last && last.state !== 'done' && !isAtWork(last, now) ? last : null
}

/** Asks an import to stop between two batches. */
export async function cancelRun(tx: Tx, id: number): Promise<void> {
  await tx.importRun.updateMany({
    where: { id, state: { in: ['planning', 'applying'] } },
    data: { cancelled: true },
  })
}

export const readReport = ({ report }: Pick<ImportRun, 'report'>): RunReport =>
  JSON.parse(report) as RunReport
