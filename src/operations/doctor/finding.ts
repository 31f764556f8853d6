import type { Read, Tx } from '../../db/doors.ts'
import type { Facts } from '../../db/facts.ts'
import type { Blueprint } from '../../db/blueprint.ts'
import type { Expected } from '../../db/structure.ts'

/** One thing that is wrong, how often, and what the repair does about it. Sentences are English. */
export type Finding = {
  code: string
  text: string
  plan: string
  count: number
  /** Some of the rows, as far as they may be shown. */
  rows: string[]
}

/** What the doctor knows when it looks at a database. */
export type Patient = {
  read: Pick<Read, 'dialect' | 'query'>
  facts: Facts
  blueprint: Blueprint
  expected: Expected
  now: Date
  /** The names of the uploads. */
  files: string[]
}

/** Rows that a repair changed, as the report keeps them; `before` null = added, `after` null = removed. */
export type RepairedRows = {
  code: string
  table: string
  rows: RepairedRow[]
  /** How many, where the rows themselves are nobody's to read or can be made again. */
  count: number
}

export type RepairedRow = {
  /** The columns that say which row it is now, as JSON. */
  key: string
  before: string | null
  after: string | null
}

/** What a repair hands on to the next one and, in the end, to the report. */
export type Treatment = {
  tx: Tx
  expected: Expected
  now: Date
  actorId: number | null
  files: string[]
  /** Uploads that no row knows, as they were found. */
  strays: Stray[]
  repairs: RepairedRows[]
  /** Operations of the history. */
  operations: number[]
}

/** An upload without a row. */
export type Stray = {
  path: string
  hash: string
  name: string
  type: string
  bytes: number
  width: number
  height: number
}

/** A group of findings: how they are found, and how they are repaired within the one transaction. */
export type Symptom = {
  find: (patient: Patient) => Promise<Finding[]>
  repair: (treatment: Treatment) => Promise<void>
}
