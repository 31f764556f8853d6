import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import type { Summary } from '../../history/operations.ts'
import type { Finding, RepairedRows } from './finding.ts'

/** What a repair did, as it is kept in DATA_DIR/doctor. */
export type Report = {
  at: string
  dialect: string
  /** `prepared`: written just before the transaction was committed, so it may have been or not. */
  state: 'prepared' | 'done' | 'undone'
  /** A whole copy of the SQLite file as it was; null on PostgreSQL, where these rows are all there is. */
  backup: string | null
  findings: Finding[]
  repairs: RepairedRows[]
  /** Operations of the history, to be undone there or with the report. */
  operations: number[]
  rendered: number
  indexed: number
  /** What is still wrong. */
  left: Finding[]
  /** What an undo could not put back, each with its reason. */
  notUndone?: NotUndone[]
}

/** A row or an operation that stays as the repair left it, and why. */
export type NotUndone = { what: string; why: Summary }

export type NamedReport = Report & { name: string }

const NAME = /^[\w-]+\.json$/

/** The folder of the reports. */
export const reportFolder = (dataDir: string): string => join(dataDir, 'doctor')

/** The name of the report of a moment; also the ending of its backup. */
export const nameReport = (at: Date): string => at.toISOString().replace(/[:.]/g, '-')

/** Writes a report, whole or not at all; only its owner can read it. */
export function writeReport(dataDir: string, name: string, report: Report): void {
  const folder = reportFolder(dataDir)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, name)
  writeFileSync(`${path}.part`, `${JSON.stringify(report, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  })
  renameSync(`${path}.part`, path)
}

/** Reads a report by its name, or by a path whose last part is one; null if there is none. */
export function readReport(dataDir: string, given: string): NamedReport | null {
  const name = basename(given)
  const path = join(reportFolder(dataDir), name)
  if (!NAME.test(name) || !existsSync(path)) return null
  return { ...(JSON.parse(readFileSync(path, 'utf8')) as Report), name }
}

/** All reports, the newest first. */
export function listReports(dataDir: string): NamedReport[] {
  const folder = reportFolder(dataDir)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => NAME.test(name))
    .sort()
    .reverse()
    .flatMap(name => readReport(dataDir, name) ?? [])
}
