import { STATUS_CODES } from 'node:http'
import type { Response } from 'express'
import type { Translate } from '../i18n/translate.ts'
import type { FieldErrors } from './form.ts'

/** Thrown where a script's request cannot be answered as it was meant; says why, in English, and what is wrong with which field. */
export class Problem extends Error {
  readonly status: number
  readonly errors: FieldErrors

  constructor(status: number, detail: string, errors: FieldErrors = {}) {
    super(detail)
    this.status = status
    this.errors = errors
  }
}

/** Answers with `application/problem+json`, as RFC 9457 has it, and a list of the wrong fields beside it. */
export function sendProblem(
  res: Response,
  status: number,
  { detail, errors }: { detail: string; errors: FieldErrors },
  t: Translate = text => text,
): void {
  const title = STATUS_CODES[status] ?? 'Error'
  const wrong = Object.entries(errors).map(([field, message]) => ({ field, message: t(message) }))
  const problem = { title, status, detail: t(detail), ...(wrong.length > 0 && { errors: wrong }) }
  res.type('application/problem+json').send(JSON.stringify(problem))
}
