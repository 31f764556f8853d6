import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import supertest from 'supertest'
import { expect, onTestFinished, test } from 'vitest'
import { sql } from '../../src/db/doors.ts'
import { undoOperation } from '../../src/history/undo.ts'
import { tellDue } from '../../src/outbox/due.ts'
import { performRequest } from '../../src/workbench/requests.ts'
import { changePosts } from '../../src/writing/bulk.ts'
import { openScript } from '../api/holder.ts'
import { addPost, findSignedIn } from '../support/builders.ts'
import { makeFolder } from '../support/folder.ts'
import { runProgram } from '../support/program.ts'
import { openTold } from './receiver.ts'

const typesOf = (messages: { type: string }[]) => messages.map(({ type }) => type)

test('a post tells that it came, what of it changed, and that it went', async () => {
  const { site, send } = await openTold()
  const { call } = await openScript(site, 'edith')
  const url = 'http://blog.example/posts/tides'
  const answer = await call('post', '/posts', { title: 'Tides', status: 'published' })
  const { id } = answer.body as { id: number }
  const [published] = await send()

  await call('put', `/posts/${id}/tags`, ['sea', 'moon'], { 'If-Match': '*' })
  await call('patch', `/posts/${id}`, { body: 'Twice a day.' }, { 'If-Match': '*' })
  const updated = await send()
  await call('patch', `/posts/${id}`, { status: 'draft' }, { 'If-Match': '*' })
  const [unpublished] = await send()
  await call('patch', `/posts/${id}`, { title: 'Secret' }, { 'If-Match': '*' })
  const silent = await send()
  await call('patch', `/posts/${id}`, { status: 'published' }, { 'If-Match': '*' })
  await call('delete', `/posts/${id}`, undefined, { 'If-Match': '*' })
  const trashed = await send()

  expect(published).toMatchObject({
    ...{ type: 'post.published', timestamp: site.now().toISOString() },
    data: { post: { id, url, title: 'Tides', status: 'published', version: 1 } },
  })
  expect(typesOf(updated)).toEqual(['post.updated', 'post.updated'])
  expect(updated.map(({ data }) => data['changed'])).toEqual([['tags'], ['body']])
  expect(updated[0]?.data['post']).toMatchObject({ tags: [{ name: 'sea' }, { name: 'moon' }] })
  expect(unpublished).toMatchObject({
    type: 'post.deleted',
    data: { post: { id, url }, reason: 'unpublished' },
  })
  expect(silent).toEqual([])
  expect(typesOf(trashed)).toEqual(['post.published', 'post.deleted'])
  expect(trashed[1]?.data).toEqual({ post: { id, url }, reason: 'trashed' })
})

test('S29: of a post that readers no longer see when a message is sent, only the address is told', async () => {
  const { site, send } = await openTold()
  const post = await addPost(site, { title: 'Too early', body: 'A secret.' })
  const { call } = await openScript(site, 'edith')
  await call('patch', `/posts/${post.id}`, { status: 'draft' }, { 'If-Match': '*' })
  await addPost(site, { title: 'A draft', status: 'draft', body: 'Another secret.' })

  const messages = await send()

  const at = { id: post.id, url: 'http://blog.example/posts/too-early' }
  expect(messages.map(({ data }) => data)).toEqual([
    { post: at },
    { post: at, reason: 'unpublished' },
  ])
  expect(JSON.stringify(messages)).not.toMatch(/secret|@example/i)
})

test('a scheduled post is told of when it comes due: once, by whoever looks first', async () => {
  const { site, send } = await openTold()
  await addPost(site, { title: 'Later', publishedAt: '2026-03-05T08:00:00Z' })
  const early = await send()
  site.setNow('2026-03-05T08:00:30Z')

  const both = await Promise.all([
    site.context.db.write(tx => tellDue(tx, site.now())),
    site.context.db.write(tx => tellDue(tx, site.now())),
    send(),
  ])
  const again = await send()
  const rows = await site.db.read.webhookDelivery.findMany()

  expect(early).toEqual([])
  expect([...both[2], ...again]).toMatchObject([
    { type: 'post.published', data: { post: { title: 'Later' } } },
  ])
  expect(rows).toHaveLength(1)
})

test('a scheduled post that is changed after it came due and before anybody looked is told of once', async () => {
  const { site, send } = await openTold()
  const { id } = await addPost(site, { title: 'Later', publishedAt: '2026-03-05T08:00:00Z' })
  site.setNow('2026-03-05T08:00:00.500Z')
  const { call } = await openScript(site, 'edith')

  await call('patch', `/posts/${id}`, { title: 'Later still' }, { 'If-Match': '*' })

  expect(await send()).toMatchObject([
    { type: 'post.published', data: { post: { title: 'Later still' } } },
  ])
})

test('a rename, a merge, a deletion and an undo each tell once of the tags that readers see', async () => {
  const { site, send } = await openTold(['tags.changed'])
  const { id } = await addPost(site, { tags: ['js', 'web'] })
  await addPost(site, { title: 'Hidden', tags: ['confidential'], status: 'draft' })
  const { call } = await openScript(site, 'edith')
  const tags = await site.db.read.tag.findMany({ orderBy: { id: 'asc' } })
  const [js = 0, web = 0, hidden = 0] = tags.map(tag => tag.id)

  await call('patch', `/tags/${js}`, { name: 'JavaScript' })
  await call('post', '/tags/merge', { from: [web], into: js })
  await call('patch', `/tags/${hidden}`, { name: 'Top secret' })
  await call('post', '/operations/2/undo')
  const messages = await send()

  expect(typesOf(messages)).toEqual(Array<string>(4).fill('tags.changed'))
  expect(messages.map(({ data }) => data['operation'])).toMatchObject([
    { id: 1, kind: 'rename', undoOf: null },
    { id: 2, kind: 'merge' },
    { id: 3 },
    { id: 4, kind: 'undo', undoOf: 2 },
  ])
  expect(messages[0]?.data['tags']).toEqual([
    {
      ...{ id: js, posts: 1, before: { name: 'js', slug: 'js' } },
      after: { name: 'JavaScript', slug: 'javascript' },
    },
  ])
  expect(messages[1]?.data['posts']).toEqual({ count: 1, ids: [id] })
  expect(JSON.stringify(messages)).not.toMatch(/secret|confidential/i)
})

test('a plan and its undo tell once, not once for each step', async () => {
  const { site, send } = await openTold()
  await addPost(site, { tags: ['a', 'b', 'c'] })
  await send()
  const edith = await site.signIn('edith')
  for (const [at, name] of ['Alpha', 'Beta', 'Gamma'].entries()) {
    await edith
      .post(`/admin/tags/${at + 1}`)
      .type('form')
      .send({ name, plan: '1' })
      .expect(303)
  }
  await edith.post('/admin/plan/apply').expect(303)
  const applied = await send()
  const { id } = await site.db.read.operation.findFirstOrThrow({ where: { kind: 'plan' } })

  await undoOperation(site.context.db, id, { id: null }, site.now())
  const undone = await send()

  expect(typesOf(applied)).toEqual(['tags.changed'])
  expect(applied[0]?.data['operation']).toMatchObject({ id, kind: 'plan' })
  expect(applied[0]?.data['tags']).toHaveLength(3)
  expect(typesOf(undone)).toEqual(['tags.changed'])
  expect(undone[0]?.data['operation']).toMatchObject({ kind: 'undo', undoOf: id })
})

test('a bulk change tells of each post, and once of more than a hundred', async () => {
  const { site, send } = await openTold()
  const author = await findSignedIn(site, 'alice')
  const add = (title: string) => addPost(site, { title, status: 'draft' })
  await add('One')
  await add('Two')
  const publish = () =>
    site.context.db.write(tx =>
      changePosts(tx, { action: 'publish', posts: sql`SELECT id FROM posts` }, author, site.now()),
    )
  await publish()
  const few = await send()
  const { title, body, html, excerptHtml, ...post } = await site.db.read.post.findFirstOrThrow()
  const drafts = Array.from({ length: 120 }, (_, at) => ({
    ...{ ...post, title, body, html, excerptHtml, id: 100 + at, slug: `draft-${at}` },
    ...{ status: 'draft', publishedAt: null },
  }))
  await site.db.write(tx => tx.post.createMany({ data: drafts }))

  await publish()
  const many = await send()

  expect(typesOf(few)).toEqual(['post.published', 'post.published'])
  expect(many).toMatchObject([
    {
      type: 'posts.changed',
      data: { reason: 'operation', counts: { published: 120, updated: 0, deleted: 0 } },
    },
  ])
})

test('an import tells once, and so does its undo when it takes many back', async () => {
  const { site, send } = await openTold()
  const folder = makeFolder('import')
  onTestFinished(folder.remove)
  for (let at = 1; at <= 102; at += 1) {
    const dated = at > 2 ? `date: 2025-01-${String((at % 28) + 1).padStart(2, '0')}\n` : ''
    const text = `---\ntitle: Post ${at}\ntags: [a]\n${dated}---\nText.\n`
    writeFileSync(join(folder.path, `p${at}.md`), text)
  }
  const done = await runProgram(site, 'import', folder.path, '--author', 'alice')
  site.setNow(new Date())
  const imported = await send()
  const { id } = await site.db.read.operation.findFirstOrThrow({ where: { kind: 'import' } })
  await undoOperation(site.context.db, id, { id: null }, site.now())
  const undone = await send()

  expect([done.status, done.stderr]).toEqual([0, ''])
  expect(imported).toMatchObject([
    { type: 'posts.changed', data: { reason: 'import', counts: { published: 102, updated: 0 } } },
  ])
  expect(undone.filter(({ type }) => type !== 'tags.changed')).toMatchObject([
    { type: 'posts.changed', data: { reason: 'operation', counts: { deleted: 102 } } },
  ])
})

test('what was only tried, or failed, tells nothing', async () => {
  const { site, send } = await openTold()
  await addPost(site, { tags: ['a'] })
  await send()
  const { call } = await openScript(site, 'edith')
  const request = { verb: 'delete' as const, kind: 'tag' as const, ids: [1] }

  await call('post', '/tags/merge?dryRun=1', { from: [1], into: 99 })
  await supertest(site.app).post('/api/v1/posts').send({ title: 'Nobody' })
  await expect(
    site.context.db.write(async tx => {
      await performRequest(tx, request, { actor: { id: null }, now: site.now() })
      throw new Error('The power fails.')
    }),
  ).rejects.toThrow('The power fails.')

  expect(await send()).toEqual([])
})

test('nobody is told who did not ask for it, is paused, or came later', async () => {
  const { site, send, id } = await openTold(['tags.changed'])
  await addPost(site, { tags: ['a'] })
  const unasked = await send()
  const stopped = { active: false, stopped: 'paused' }
  await site.db.write(tx => tx.webhook.update({ where: { id }, data: stopped }))
  const { call } = await openScript(site, 'edith')
  await call('patch', '/tags/1', { name: 'A' })

  expect([unasked, await send()]).toEqual([[], []])
  expect(await site.db.read.webhookDelivery.count()).toBe(0)
})
