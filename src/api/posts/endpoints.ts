import { z } from 'zod'
import { requireVersion, stale, tagOf } from '../versions.ts'
import type { Context } from '../../context.ts'
import { sql } from '../../db/doors.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { Problem } from '../../http/problem.ts'
import { mark } from '../../i18n/translate.ts'
import { changePosts } from '../../writing/bulk.ts'
import type { PostInput } from '../../writing/form.ts'
import {
  countStates,
  readerFor,
  filteredPosts,
  listPostIds,
  postStates,
  readFilter,
} from '../../writing/list.ts'
import { findEditablePost } from '../../writing/post.ts'
import { createPost, editPost, type EditOutcome } from '../../writing/service.ts'
import { endpoint, type Answer, type Call, type Endpoint } from '../endpoint.ts'
import { answerList, listOf, PageQuery, windowOf } from '../listing.ts'
import { GivenTags, PostBody, readPostInput } from './body.ts'
import { findShownPosts, PostShape, TagsShape, type ShownPost } from './shape.ts'

const PATH = '/api/v1/posts'

const PostsQuery = PageQuery.extend({
  status: z
    .enum(['', ...postStates])
    .default('')
    .catch(''),
  tag: z.string().default('').catch(''),
  category: z.string().default('').catch(''),
  author: z.string().default('').catch(''),
  q: z.string().default('').catch(''),
})

const about = { tag: 'Posts' }

export const postEndpoints: Endpoint[] = [
  endpoint({
    ...{ ...about, method: 'get', path: PATH, scope: 'read' },
    summary:
      'The posts that you may edit, the last edited first; without the trash, unless status=trash',
    query: PostsQuery,
    answers: { 200: listOf(PostShape) },
    run: async (context, { person, query }) => {
      const { db, now } = context
      const filter = readFilter(query)
      const read = readerFor(db, filter)
      const counts = await countStates(read, person, filter, now())
      const posts = filteredPosts(read, person, filter, now())
      const ids = await listPostIds(read, posts, windowOf(query))
      const items = await findShownPosts(db.read, ids, mannerOf(context))
      return answerList(PATH, query, { items, total: counts[filter.status || 'all'] })
    },
  }),
  endpoint({
    ...{ ...about, method: 'post', path: PATH, scope: 'write' },
    summary: 'Adds a post; a draft unless it says otherwise',
    body: PostBody,
    answers: { 201: PostShape },
    run: async (context, { person, body, site }) => {
      const sent = { input: readPostInput(body), timeZone: site.timeZone }
      const outcome = await createPost(context, person, sent)
      const post = await showOutcome(context, outcome)
      return answerPost(post, { status: 201, headers: { Location: `${PATH}/${post.id}` } })
    },
  }),
  endpoint({
    ...{ ...about, method: 'get', path: `${PATH}/:id`, scope: 'read' },
    summary: 'One post; its version stands in ETag too',
    answers: { 200: PostShape },
    run: async (context, call) =>
      answerPost(await showPost(context, await findPost(context, call))),
  }),
  endpoint({
    ...{ ...about, method: 'patch', path: `${PATH}/:id`, scope: 'write', needsIfMatch: true },
    summary: 'Changes what is sent and leaves the rest; tags are replaced as a whole',
    body: PostBody,
    answers: { 200: PostShape },
    run: (context, call) => change(context, call, readPostInput(call.body)),
  }),
  endpoint({
    ...{ ...about, method: 'delete', path: `${PATH}/:id`, scope: 'write', needsIfMatch: true },
    summary: 'Moves a post to the trash; the operation in Blext-Operation can be undone',
    answers: { 204: null },
    run: moveToTrash,
  }),
  endpoint({
    ...{ ...about, method: 'post', path: `${PATH}/:id/restore`, scope: 'write' },
    summary: 'Takes a post back from the trash',
    answers: { 200: PostShape },
    run: async (context, { person, params }) => {
      const { id } = await findEditablePost(context.db.read, person, idOf(params['id']))
      const change = { action: 'restore' as const, posts: onePost(id) }
      await context.db.write(tx => changePosts(tx, change, person, context.now()))
      return answerPost(await showPost(context, id))
    },
  }),
  endpoint({
    ...{ ...about, method: 'get', path: `${PATH}/:id/tags`, scope: 'read' },
    summary: 'The tags of a post, in their order',
    answers: { 200: TagsShape },
    run: async (context, call) =>
      answerTags(await showPost(context, await findPost(context, call))),
  }),
  endpoint({
    ...{ ...about, method: 'put', path: `${PATH}/:id/tags`, scope: 'write', needsIfMatch: true },
    summary:
      'Replaces the whole set of tags in one transaction; other names lead to their tag, new ones are made',
    body: z.union([GivenTags, z.object({ tags: GivenTags }).transform(({ tags }) => tags)]),
    answers: { 200: TagsShape },
    run: async (context, call) => {
      const { body } = await change(context, call, readPostInput({ tags: call.body }))
      return answerTags(body as ShownPost)
    },
  }),
]

const mannerOf = ({ config, now }: Context) => ({ baseUrl: config.baseUrl, now: now() })

const onePost = (id: number) => sql`SELECT id FROM posts WHERE id = ${id}`

// What lies in the trash is gone, as far as a script that does not ask for the trash can see.
async function findPost({ db }: Context, { person, params }: Call): Promise<number> {
  const post = await findEditablePost(db.read, person, idOf(params['id']))
  return orNotFound(post.deletedAt === null ? post.id : null)
}

async function showPost(context: Context, id: number): Promise<ShownPost> {
  const [post] = await findShownPosts(context.db.read, [id], mannerOf(context))
  return orNotFound(post)
}

async function change(context: Context, call: Call, input: PostInput): Promise<Answer> {
  const { person, ifMatch, site } = call
  const id = await findPost(context, call)
  const present = await showPost(context, id)
  const version = requireVersion(ifMatch, present.version)
  const sent = { id, version, input, timeZone: site.timeZone }
  return answerPost(await showOutcome(context, await editPost(context, person, sent)))
}

async function showOutcome(context: Context, outcome: EditOutcome): Promise<ShownPost> {
  if (outcome.kind === 'conflict') throw stale()
  if (outcome.kind === 'invalid') {
    throw new Problem(422, mark('Something in it cannot be accepted.'), outcome.errors)
  }
  return showPost(context, outcome.id)
}

async function moveToTrash(context: Context, call: Call): Promise<Answer> {
  const { db, now } = context
  const { person, ifMatch } = call
  const id = await findPost(context, call)
  const result = await db.write(async tx => {
    const { version } = await tx.post.findUniqueOrThrow({
      where: { id },
      select: { version: true },
    })
    requireVersion(ifMatch, version)
    return changePosts(tx, { action: 'delete', posts: onePost(id) }, person, now())
  })
  const operation =
    result.operationId === null ? {} : { 'Blext-Operation': String(result.operationId) }
  return { status: 204, headers: operation }
}

function answerPost(post: ShownPost, { headers, ...more }: Answer = {}): Answer {
  return { ...more, body: post, headers: { ETag: tagOf(post.version), ...headers } }
}

function answerTags({ tags, version }: ShownPost): Answer {
  const body = { items: tags, page: 1, perPage: Math.max(1, tags.length), total: tags.length }
  return { body, headers: { ETag: tagOf(version) } }
}
