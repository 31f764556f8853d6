import { z } from 'zod'
import type { Media } from '../../db/generated/sqlite/client.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { Problem } from '../../http/problem.ts'
import { mark } from '../../i18n/translate.ts'
import { findOwnMedia } from '../../library/access.ts'
import { describeMedia } from '../../library/describe.ts'
import { MediaForm } from '../../library/form.ts'
import { countMedia, listMedia, readMediaFilter } from '../../library/list.ts'
import { receiveMedia } from '../../library/receive.ts'
import { deleteMedia } from '../../library/removal.ts'
import { endpoint, type Call, type Endpoint } from '../endpoint.ts'
import { answerList, listOf, PageQuery, windowOf } from '../listing.ts'

const PATH = '/api/v1/media'
const about = { tag: 'Media' }

/** A file as the API gives it. */
const MediaShape = z
  .object({
    id: z.int(),
    url: z.url(),
    name: z.string(),
    type: z.string(),
    bytes: z.int(),
    width: z.int().describe('In pixels; 0 when it is no image'),
    height: z.int(),
    alt: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Media' })

function showMedia(media: Media, baseUrl: URL): z.output<typeof MediaShape> {
  const { id, path, name, type, bytes, width, height, alt, createdAt } = media
  const url = new URL(path, baseUrl).href
  return { id, url, name, type, bytes, width, height, alt, createdAt: createdAt.toISOString() }
}

const MediaQuery = PageQuery.extend({ q: z.string().default('').catch('') })

export const mediaEndpoints: Endpoint[] = [
  endpoint({
    ...{ ...about, method: 'get', path: PATH, scope: 'read' },
    summary: 'The files that you may use, the newest first',
    query: MediaQuery,
    answers: { 200: listOf(MediaShape) },
    run: async ({ db, config }, { person, query }) => {
      const filter = readMediaFilter({ q: query.q })
      const { all } = await countMedia(db.read, person, filter)
      const files = await listMedia(db.read, person, filter, windowOf(query))
      const items = files.map(media => showMedia(media, config.baseUrl))
      return answerList(PATH, query, { items, total: all })
    },
  }),
  endpoint({
    ...{ ...about, method: 'post', path: PATH, scope: 'write', takesFile: true },
    summary:
      'Takes in one file; an image is drawn anew without its metadata. The same bytes are stored once',
    answers: { 200: MediaShape, 201: MediaShape },
    run: async (context, { person, request }) => {
      const received = await receiveMedia(context, request, person.id)
      if (!Array.isArray(received)) throw new Problem(received.status, received.reason)
      const [file, ...more] = received
      if (!file || more.length > 0) throw new Problem(422, mark('Send one file at a time.'))
      if (!file.ok) throw new Problem(file.status, file.reason)
      const headers = { Location: `${PATH}/${file.media.id}` }
      const body = showMedia(file.media, context.config.baseUrl)
      return { status: file.isNew ? 201 : 200, headers, body }
    },
  }),
  endpoint({
    ...{ ...about, method: 'get', path: `${PATH}/:id`, scope: 'read' },
    summary: 'What is known of a file',
    answers: { 200: MediaShape },
    run: async (context, call) => {
      const media = await findFile(context, call)
      return { body: showMedia(media, context.config.baseUrl) }
    },
  }),
  endpoint({
    ...{ ...about, method: 'patch', path: `${PATH}/:id`, scope: 'write' },
    summary: 'Says what a file shows (alt) and what it is called',
    body: MediaForm,
    answers: { 200: MediaShape },
    run: async (context, call) => {
      const media = await findFile(context, call)
      const described = await context.db.write(tx => describeMedia(tx, media, call.body))
      return { body: showMedia(described, context.config.baseUrl) }
    },
  }),
  endpoint({
    ...{ ...about, method: 'delete', path: `${PATH}/:id`, scope: 'write' },
    summary: 'Takes a file away from readers; in the admin it can be brought back for 30 days',
    answers: { 204: null },
    run: async (context, call) => {
      const { id } = await findFile(context, call)
      await context.db.write(tx => deleteMedia(tx, id, context.now()))
      return { status: 204 }
    },
  }),
]

async function findFile(
  { db }: Parameters<Endpoint['run']>[0],
  { person, params }: Pick<Call, 'person' | 'params'>,
): Promise<Media> {
  const media = await findOwnMedia(db.read, person, idOf(params['id']))
  return orNotFound(media.deletedAt === null ? media : null)
}
