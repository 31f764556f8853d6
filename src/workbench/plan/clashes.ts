import type { VocabularyRequest } from '../requests.ts'
import type { PlanStep } from './plan.ts'

/** The step before that takes away what this one is about. */
export type Clash = { number: number; name: string }

/** Why a step cannot be done although nothing happened since it was planned: one before it is in its way. */
export function findClash(steps: PlanStep[], at: number): Clash | null {
  const step = steps[at]
  if (!step || step.result.ok) return null
  for (const [before, other] of steps.slice(0, at).entries()) {
    if (!other.result.ok || other.request.kind !== step.request.kind) continue
    const removed = removedBy(other.request)
    const lost = step.seen.find(({ id }) => removed.includes(id))
    if (lost) return { number: before + 1, name: lost.name }
  }
  return null
}

function removedBy(request: VocabularyRequest): number[] {
  if (request.verb === 'merge') return request.from
  if (request.verb === 'delete') return request.ids
  return request.verb === 'convert' ? [request.id] : []
}
