import { z } from 'zod'
import { isEditor } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { rehearse } from '../../db/rehearsal.ts'
import { readSummary } from '../../history/list.ts'
import { orForbidden, orNotFound } from '../../http/errors.ts'
import { Problem } from '../../http/problem.ts'
import { mark } from '../../i18n/translate.ts'
import type { Done } from '../../taxonomy/changes.ts'
import { performRequest, type VocabularyRequest } from '../../workbench/requests.ts'
import type { Answer, Call } from '../endpoint.ts'
import { findShownOperations, OperationShape } from '../operations/shape.ts'

export const DryRun = z.object({
  dryRun: z
    .enum(['', '0', '1', 'true', 'false'])
    .default('')
    .catch('')
    .describe('1: does it, says what came of it, and takes it back'),
})

const RehearsedShape = z
  .object({ dryRun: z.literal(true), summary: z.string() })
  .meta({ id: 'Rehearsed' })

/** What a change answers with: the operation, what it would be, or null when nothing had to change. */
export const DoneShape = z.union([OperationShape, RehearsedShape, z.null()])

/** Does what an editor asks for, or only tries it; 422 with a message for each field if it is refused. */
export async function perform(
  { db, now }: Context,
  { person, t }: Pick<Call, 'person' | 't'>,
  request: VocabularyRequest,
  isRehearsed = false,
): Promise<Done | null> {
  orForbidden(isEditor(person))
  const run = isRehearsed ? rehearse : write
  const performed = await run(db, tx => performRequest(tx, request, { actor: person, now: now() }))
  if (performed.ok) return performed.done
  const { path = '', ...faults } = performed.faults
  const errors = Object.entries(faults).map(([field, text]) => [field, t(text, { path })])
  throw new Problem(
    422,
    mark('Something in it cannot be accepted.'),
    Object.fromEntries(errors) as Record<string, string>,
  )
}

const write: typeof rehearse = (db, verb) => db.write(verb)

/** Does it, and answers with the operation that can be undone. */
export async function answerDone(
  context: Context,
  call: Call<z.output<typeof DryRun>>,
  request: VocabularyRequest,
): Promise<Answer> {
  const isRehearsed = ['1', 'true'].includes(call.query.dryRun)
  const done = await perform(context, call, request, isRehearsed)
  if (!done) return { body: null }
  if (isRehearsed) {
    return { body: { dryRun: true, summary: readSummary(done.summary, call.t) } }
  }
  const [operation] = await findShownOperations(context.db.read, { id: done.operationId }, call.t)
  return { body: orNotFound(operation) }
}
