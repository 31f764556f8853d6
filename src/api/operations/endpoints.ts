import { z } from 'zod'
import { isEditor, type SignedIn } from '../../accounts/signed-in.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { Problem } from '../../http/problem.ts'
import { readSummary } from '../../history/list.ts'
import { undoOperation } from '../../history/undo.ts'
import { endpoint, type Endpoint } from '../endpoint.ts'
import { answerList, listOf, PageQuery, windowOf } from '../listing.ts'
import { findShownOperations, OperationShape } from './shape.ts'

const PATH = '/api/v1/operations'
const about = { tag: 'Operations' }

const UndoneShape = OperationShape.extend({
  restoredPosts: z.int().describe('How many posts are as they were'),
  keptPosts: z.array(z.int()).describe('Posts that were changed since, and stay as they are'),
}).meta({ id: 'Undone' })

// An author sees, and undoes, what they did themselves.
const ownedBy = (person: SignedIn) => (isEditor(person) ? {} : { actorId: person.id })

export const operationEndpoints: Endpoint[] = [
  endpoint({
    ...{ ...about, method: 'get', path: PATH, scope: 'read' },
    summary: 'What was done to the vocabulary and to many posts at once, the newest first',
    query: PageQuery,
    answers: { 200: listOf(OperationShape) },
    run: async ({ db }, { person, query, t }) => {
      const where = { parentId: null, ...ownedBy(person) }
      const { limit, offset } = windowOf(query)
      const window = { take: limit, skip: offset }
      const items = await findShownOperations(db.read, where, t, window)
      return answerList(PATH, query, { items, total: await db.read.operation.count({ where }) })
    },
  }),
  endpoint({
    ...{ ...about, method: 'get', path: `${PATH}/:id`, scope: 'read' },
    summary: 'One operation',
    answers: { 200: OperationShape },
    run: async ({ db }, { person, params, t }) => {
      const where = { id: idOf(params['id']), ...ownedBy(person) }
      const [operation] = await findShownOperations(db.read, where, t)
      return { body: orNotFound(operation) }
    },
  }),
  endpoint({
    ...{ ...about, method: 'post', path: `${PATH}/:id/undo`, scope: 'vocabulary' },
    summary: 'Takes an operation back exactly, as a new operation that can be undone in its turn',
    answers: { 200: UndoneShape },
    run: async ({ db, now }, { person, params, t }) => {
      const id = idOf(params['id'])
      const [operation] = await findShownOperations(db.read, { id, ...ownedBy(person) }, t)
      orNotFound(operation)
      const undone = await undoOperation(db, id, person, now())
      if (!undone.ok) throw new Problem(409, readSummary(undone.reason, t))
      const { operationId, keptPosts, restoredPosts } = undone
      const [shown] = await findShownOperations(db.read, { id: operationId }, t)
      return { body: { ...orNotFound(shown), restoredPosts, keptPosts } }
    },
  }),
]
