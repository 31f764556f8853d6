import type { Request, Response } from 'express'
import { readSummary } from '../history/list.ts'
import { flash } from '../http/flash.ts'
import type { Done } from '../taxonomy/changes.ts'

/** Says what an operation did, with its Undo, on the page that comes next. */
export function answerOperation(
  req: Request,
  res: Response,
  { summary, operationId }: Partial<Done>,
  to: string,
): void {
  const { t } = res.locals
  if (summary && operationId !== undefined) {
    flash(req, { text: `${readSummary(summary, t)}.`, undo: operationId })
  } else flash(req, { text: t('Nothing had changed.') })
  res.redirect(303, to)
}
