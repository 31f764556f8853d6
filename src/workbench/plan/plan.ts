import type { Database, Read, Tx } from '../../db/doors.ts'
import { attemptWrite, rehearse } from '../../db/rehearsal.ts'
import { startOperation, summarise, type Summary } from '../../history/operations.ts'
import { mark } from '../../i18n/translate.ts'
import { tellAsOne } from '../../outbox/operations.ts'
import type { Who } from '../../taxonomy/changes.ts'
import { performRequest, type Performed, type VocabularyRequest } from '../requests.ts'
import {
  measureSite,
  measureStep,
  measurePlan,
  type Measures,
  type PlanMeasures,
} from './measures.ts'
import { describeTerms, listNews, type News, type SeenTerm } from './news.ts'

export type StagedRequest = { request: VocabularyRequest; terms: SeenTerm[] }

/** Puts a request at the end of a person's plan, with what its terms are today. */
export async function stageRequest(
  tx: Tx,
  personId: number,
  request: VocabularyRequest,
  now: Date,
): Promise<void> {
  const staged: StagedRequest = { request, terms: await describeTerms(tx, request) }
  const last = await tx.stagedOperation.aggregate({ where: { personId }, _max: { position: true } })
  const position = (last._max.position ?? 0) + 1
  await tx.stagedOperation.create({
    data: { personId, position, request: JSON.stringify(staged), createdAt: now },
  })
}

export type PlanStep = {
  id: number
  request: VocabularyRequest
  /** What it is about, as that was when it was planned. */
  seen: SeenTerm[]
  /** What it would do, or why it cannot be done. */
  result: Performed
  /** How many posts it touches, the first of them, how many addresses it redirects. */
  measures: Awaited<ReturnType<typeof measureStep>> | null
  news: News[]
}

export type PlanPreview = {
  steps: PlanStep[]
  before: Measures
  after: Measures
  totals: PlanMeasures
}

/** What a person's plan would do, step after step, found out by doing it and taking it back at once. */
export function previewPlan(db: Database, personId: number, now: Date): Promise<PlanPreview> {
  return rehearse(db, async tx => {
    const before = await measureSite(tx)
    const { parentId, steps } = await performPlan(tx, personId, { actor: { id: personId }, now })
    const totals = await measurePlan(tx, parentId)
    return { steps, before, after: await measureSite(tx), totals }
  })
}

export type Applied =
  { ok: true; operationId: number; summary: Summary } | { ok: false; refused: PlanStep | null }

/** Applies a whole plan in one transaction, as one operation; if one step is refused, nothing is done. */
export function applyPlan(db: Database, personId: number, now: Date): Promise<Applied> {
  return attemptWrite<Applied>(db, async tx => {
    const { parentId, steps } = await performPlan(tx, personId, { actor: { id: personId }, now })
    const refused = steps.find(step => !step.result.ok)
    if (refused || steps.length === 0)
      return { keep: false, result: { ok: false, refused: refused ?? null } }
    const summary = { text: mark('A plan of {count} steps was applied'), count: steps.length }
    await summarise(tx, parentId, summary)
    await tx.stagedOperation.deleteMany({ where: { personId } })
    return { keep: true, result: { ok: true, operationId: parentId, summary } }
  })
}

/** How many steps wait in a person's plan. */
export const countStaged = (read: Read, personId: number): Promise<number> =>
  read.stagedOperation.count({ where: { personId } })

/** The requests of a person's plan in their order. */
export async function listStaged(read: Read, personId: number) {
  const rows = await read.stagedOperation.findMany({
    where: { personId },
    orderBy: { position: 'asc' },
  })
  return rows.map(row => ({ id: row.id, ...(JSON.parse(row.request) as StagedRequest) }))
}

async function performPlan(
  tx: Tx,
  personId: number,
  who: Who,
): Promise<{ parentId: number; steps: PlanStep[] }> {
  const start = { kind: 'plan', summary: { text: '' }, actorId: personId }
  const parentId = await startOperation(tx, start, who.now)
  const steps: PlanStep[] = []
  for (const { id, request, terms, news } of await listStagedNews(tx, personId)) {
    const result = await performRequest(tx, request, who)
    const operationId = result.ok ? result.done?.operationId : undefined
    if (operationId !== undefined) {
      await tx.operation.update({ where: { id: operationId }, data: { parentId } })
    }
    const measures = operationId === undefined ? null : await measureStep(tx, operationId)
    steps.push({ id, request, seen: terms, result, measures, news })
  }
  await tellAsOne(tx, parentId, who.now)
  return { parentId, steps }
}

// Asked before the first step is done: what a step changes is no news.
async function listStagedNews(tx: Tx, personId: number) {
  const steps: (Awaited<ReturnType<typeof listStaged>>[number] & { news: News[] })[] = []
  for (const step of await listStaged(tx, personId)) {
    steps.push({ ...step, news: await listNews(tx, step.request, step.terms) })
  }
  return steps
}
