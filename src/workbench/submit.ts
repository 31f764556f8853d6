import type { Request, Response } from 'express'
import { requirePerson } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import { readSummary } from '../history/list.ts'
import { flash } from '../http/flash.ts'
import { offerAfterOperation } from '../writing/links/offer.ts'
import { stageRequest } from './plan/plan.ts'
import { performRequest, type Performed, type VocabularyRequest } from './requests.ts'

/**
 * Does what a form asks for, or puts it into the person's plan when the form says `plan=1`. Keeps
 * the message, with its Undo, for the next page; a refusal is the caller's to show.
 */
export async function submitRequest(
  { db, now }: Context,
  req: Request,
  res: Response,
  request: VocabularyRequest,
): Promise<Performed> {
  const { t } = res.locals
  const actor = requirePerson(res)
  if (isForPlan(req)) {
    await db.write(tx => stageRequest(tx, actor.id, request, now()))
    flash(req, { text: t('Added to your plan. Nothing has changed yet.') })
    return { ok: true, done: null }
  }
  const performed = await db.write(tx => performRequest(tx, request, { actor, now: now() }))
  if (!performed.ok) return performed
  const { done } = performed
  const text = done
    ? t('{summary}.', { summary: readSummary(done.summary, t) })
    : t('Nothing had changed.')
  const offer = done && (await offerAfterOperation(db.read, done.operationId, t))
  const next = offer ? { offer } : {}
  flash(req, done ? { text, undo: done.operationId, ...next } : { text })
  return performed
}

/** As `submitRequest`, for a form that holds no text to keep: a refusal is a message too, at `origin`. */
export async function submitAndReturn(
  context: Context,
  { req, res, to, origin = to }: { req: Request; res: Response; to: string; origin?: string },
  request: VocabularyRequest,
): Promise<void> {
  const performed = await submitRequest(context, req, res, request)
  if (!performed.ok) {
    const [message = ''] = Object.values(performed.faults)
    flash(req, { text: res.locals.t(message), kind: 'error' })
    res.redirect(303, origin)
    return
  }
  res.redirect(303, isForPlan(req) ? '/admin/plan' : to)
}

/** Whether the form asks for the change to be staged. */
export const isForPlan = (req: Request): boolean =>
  ((req.body ?? {}) as Record<string, unknown>)['plan'] === '1'
