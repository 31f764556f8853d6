import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Finding } from './finding.ts'

const Examination = z.object({
  at: z.iso.datetime(),
  /** How many kinds of trouble were found. */
  findings: z.int(),
})

/** When somebody last looked through everything, and how much was wrong. */
export type Examination = z.output<typeof Examination>

const fileOf = (dataDir: string): string => join(dataDir, 'last-examination')

/** What of the findings is wrong; what has only expired goes by itself, and is no trouble. */
export const listTroubles = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ code }) => !code.endsWith('-expired'))

/** Writes down that somebody has looked. */
export function noteExamination(dataDir: string, findings: readonly Finding[], now: Date): void {
  const troubles = listTroubles(findings).length
  const examination: Examination = { at: now.toISOString(), findings: troubles }
  const path = fileOf(dataDir)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.part`, JSON.stringify(examination))
  renameSync(`${path}.part`, path)
}

/** What was found last; null when nobody has looked yet. */
export function readExamination(dataDir: string): Examination | null {
  const path = fileOf(dataDir)
  if (!existsSync(path)) return null
  const parsed = Examination.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  return parsed.success ? parsed.data : null
}
