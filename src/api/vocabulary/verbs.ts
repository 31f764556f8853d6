import { z } from 'zod'
import type { Context } from '../../context.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { findTermById } from '../../taxonomy/changes.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import { endpoint, type Call, type Endpoint } from '../endpoint.ts'
import { answerDone, DoneShape, DryRun } from './perform.ts'
import type { Place } from './shape.ts'

const MergeBody = z.object({
  from: z.array(z.int()).min(1).describe('The ids of those that disappear'),
  into: z.int().describe('The id of the one that stays'),
  descriptions: z.enum(['keep', 'join']).default('keep'),
})

const SplitBody = z.object({
  moves: z
    .array(z.object({ into: z.string().min(1), posts: z.array(z.int()).min(1) }))
    .min(1)
    .describe('Which posts get which tag instead'),
})

/** What can be done to tags, or to categories, beside changing one. */
export const verbEndpoints = (vocabulary: Vocabulary, place: Place): Endpoint[] => [
  merge(vocabulary, place),
  convert(vocabulary, place),
  ...(vocabulary.kind === 'tag' ? [split(vocabulary, place)] : []),
]

const merge = ({ kind }: Vocabulary, { path, tag }: Place): Endpoint =>
  endpoint({
    ...{ tag, method: 'post', path: `${path}/merge`, scope: 'vocabulary' },
    summary: 'Makes one of several; all their names lead to the one that stays',
    ...{ query: DryRun, body: MergeBody, answers: { 200: DoneShape } },
    run: (context, call) => {
      const { from, into, descriptions } = call.body
      const joinDescriptions = descriptions === 'join'
      return answerDone(context, call, { verb: 'merge', kind, from, into, joinDescriptions })
    },
  })

const convert = (vocabulary: Vocabulary, { path, tag }: Place): Endpoint =>
  endpoint({
    ...{ tag, method: 'post', scope: 'vocabulary' },
    path: `${path}/:id/${vocabulary.kind === 'tag' ? 'to-category' : 'to-tag'}`,
    summary: vocabulary.kind === 'tag' ? 'Makes a category of a tag' : 'Makes a tag of a category',
    ...{ query: DryRun, answers: { 200: DoneShape } },
    run: async (context, call) => {
      const id = await findId(context, vocabulary, call)
      return answerDone(context, call, { verb: 'convert', kind: vocabulary.kind, id })
    },
  })

const split = (vocabulary: Vocabulary, { path, tag }: Place): Endpoint =>
  endpoint({
    ...{ tag, method: 'post', path: `${path}/:id/split`, scope: 'vocabulary' },
    summary: 'Gives some posts of a tag another tag instead',
    ...{ query: DryRun, body: SplitBody, answers: { 200: DoneShape } },
    run: async (context, call) => {
      const id = await findId(context, vocabulary, call)
      return answerDone(context, call, { verb: 'split', kind: 'tag', id, moves: call.body.moves })
    },
  })

async function findId({ db }: Context, vocabulary: Vocabulary, { params }: Pick<Call, 'params'>) {
  return orNotFound(await findTermById(db.read, vocabulary, idOf(params['id']))).id
}
