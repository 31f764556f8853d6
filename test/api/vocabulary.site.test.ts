import { expect, test } from 'vitest'
import { TermShape } from '../../src/api/vocabulary/shape.ts'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'
import { openScript } from './holder.ts'

type Term = { id: number; name: string; posts: number }
type Terms = { items: Term[]; total: number }

async function open() {
  const site = await openSite()
  const { call } = await openScript(site, 'edith')
  const find = async (name: string, kind = 'tags') => {
    const found = await call('get', `/${kind}?q=${encodeURIComponent(name)}`)
    return (found.body as Terms).items.find(term => term.name === name)
  }
  return { site, call, find }
}

test('a tag is added, read, renamed and deleted; its old name leads to it', async () => {
  const { site, call, find } = await open()

  const added = await call('post', '/tags', { name: 'js', description: 'The language.' })
  const { id } = added.body as Term
  await addPost(site, { tags: ['js'] })
  const renamed = await call('patch', `/tags/${id}`, { name: 'JavaScript', parent: 'js' })
  const renamedWell = await call('patch', `/tags/${id}`, { name: 'JavaScript' })
  const listed = await find('JavaScript')
  const gone = await call('delete', `/tags/${id}`)

  expect([added, renamed, renamedWell, gone].map(({ status }) => status)).toEqual([
    ...[201, 422, 200, 204],
  ])
  expect(added.headers['location']).toBe(`/api/v1/tags/${id}`)
  expect(TermShape.strict().parse(renamedWell.body)).toMatchObject({
    ...{ id, name: 'JavaScript', slug: 'javascript', description: 'The language.', parent: null },
    ...{ aliases: ['js'], posts: 1, published: 1 },
  })
  expect(listed).toMatchObject({ id, posts: 1 })
  expect((await call('get', `/tags/${id}`)).status).toBe(404)
  expect(await site.db.read.blogTag.count()).toBe(0)
})

test('a merge is tried, done and undone exactly', async () => {
  const { site, call, find } = await open()
  const both = await addPost(site, { tags: ['js', 'JavaScript'] })
  const one = await addPost(site, { tags: ['js'] })
  const [from, into] = [await find('js'), await find('JavaScript')]
  const merge = { from: [from?.id], into: into?.id }

  const tried = await call('post', '/tags/merge?dryRun=1', merge)
  const untouched = await find('js')
  const merged = await call('post', '/tags/merge', merge)
  const tags = await call('get', `/posts/${one.id}/tags`)
  const undone = await call('post', `/operations/${(merged.body as Term).id}/undo`)
  const again = await call('post', `/operations/${(merged.body as Term).id}/undo`)
  const back = await call('get', `/posts/${both.id}/tags`)

  expect(tried.body).toMatchObject({ dryRun: true })
  expect(untouched).toMatchObject({ posts: 2 })
  expect(merged.body).toMatchObject({ kind: 'merge', actor: { username: 'edith' }, undoneBy: null })
  expect(namesOf(tags.body)).toEqual(['JavaScript'])
  expect(undone.body).toMatchObject({
    ...{ undoOf: (merged.body as Term).id, restoredPosts: 2, keptPosts: [] },
  })
  expect(again.status).toBe(409)
  expect(namesOf(back.body)).toEqual(['js', 'JavaScript'])
})

test('a tag is split, made a category and a tag again', async () => {
  const { site, call, find } = await open()
  const [a, b] = [await addPost(site, { tags: ['Web'] }), await addPost(site, { tags: ['Web'] })]
  const web = await find('Web')

  const split = await call('post', `/tags/${web?.id}/split`, {
    moves: [{ into: 'HTTP', posts: [a.id] }],
  })
  const moved = await call('post', `/tags/${web?.id}/to-category`)
  const category = await find('Web', 'categories')
  const movedBack = await call('post', `/categories/${category?.id}/to-tag`)

  expect([split, moved, movedBack].map(({ status }) => status)).toEqual([200, 200, 200])
  expect(namesOf((await call('get', `/posts/${a.id}/tags`)).body)).toEqual(['HTTP'])
  expect(namesOf((await call('get', `/posts/${b.id}/tags`)).body)).toEqual(['Web'])
})

test('an author reads the vocabulary and may not change it', async () => {
  const { site, find } = await open()
  await addPost(site, { tags: ['js'] })
  const tag = await find('js')
  const { call } = await openScript(site, 'alice')

  const answers = [
    await call('get', '/tags'),
    await call('post', '/tags', { name: 'x' }),
    await call('patch', `/tags/${tag?.id}`, { name: 'x' }),
    await call('delete', `/tags/${tag?.id}`),
    await call('post', '/tags/merge', { from: [tag?.id], into: 1 }),
  ]

  expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403, 403])
  expect(await find('js')).toMatchObject({ id: tag?.id })
})

test('an author sees and undoes what they did themselves', async () => {
  const { site } = await open()
  const alice = await openScript(site, 'alice')
  const bob = await openScript(site, 'bob')
  const { id } = await addPost(site, { author: 'alice' })
  const gone = await alice.call('delete', `/posts/${id}`, undefined, { 'If-Match': '*' })
  const operation = `/operations/${gone.headers['blext-operation']}`

  const answers = [
    await bob.call('get', operation),
    await bob.call('post', `${operation}/undo`),
    await alice.call('get', operation),
    await alice.call('post', `${operation}/undo`),
  ]

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 200, 200])
  expect((await bob.call('get', '/operations')).body).toMatchObject({ items: [], total: 0 })
})

const namesOf = (body: unknown): string[] => (body as Terms).items.map(({ name }) => name)
