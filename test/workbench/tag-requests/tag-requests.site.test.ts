import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'

async function openLockedSite(): Promise<Site> {
  const site = await openSite()
  await addPost(site, { title: 'First', tags: ['JavaScript', 'books'] })
  const adam = await site.signIn('adam')
  await adam
    .post('/admin/settings')
    .type('form')
    .send({ existingTagsOnly: ['', '1'] })
  return site
}

async function tagsOf(site: Site, postId: number): Promise<string[]> {
  const rows = await site.db.read.blogTag.findMany({
    where: { postId },
    orderBy: { position: 'asc' },
    include: { tag: true },
  })
  return rows.map(row => row.tag.name)
}

async function write(agent: Agent, tags: string): Promise<number> {
  const sent = { title: 'Second', body: 'x', status: 'draft', tags }
  const answer = await agent.post('/admin/posts').type('form').send(sent)
  expect(answer.status).toBe(303)
  return Number(/posts\/(\d+)\//.exec(answer.headers['location'] ?? '')?.[1])
}

const decide = (agent: Agent, fields: Record<string, string>) =>
  agent.post('/admin/tags/requests').type('form').send(fields)

test('an author’s new names become requests, with the nearest tags first in the message; the rest is saved', async () => {
  const site = await openLockedSite()
  const alice = await site.signIn('alice')

  const id = await write(alice, 'JAVASCRIPT, javascripts, Zen')
  const page = await site.page(`/admin/posts/${id}/edit`, alice)

  expect(await tagsOf(site, id)).toEqual(['JavaScript'])
  expect(page.text).toContain(
    'There is “JavaScript”; “javascripts” is new, and an editor was asked',
  )
  expect(page.text).toContain('“Zen” is new, and an editor was asked for it.')
  expect(await site.db.read.tagRequest.findMany({ select: { name: true, postId: true } })).toEqual([
    { name: 'javascripts', postId: id },
    { name: 'Zen', postId: id },
  ])
  expect(await site.db.read.tag.count()).toBe(2)
})

test('an author who restores a revision is told what of it was only asked for', async () => {
  const site = await openLockedSite()
  const bob = await site.signIn('bob')
  const edith = await site.signIn('edith')
  const id = await write(bob, 'books')
  await edith.post(`/admin/posts/${id}`).type('form').send({ tags: 'books, Zen', version: '1' })
  site.setNow(new Date(site.now().getTime() + 3_600_000))
  await edith.post(`/admin/posts/${id}`).type('form').send({ tags: 'books', version: '2' })
  expect(await site.db.read.tag.findFirst({ where: { name: 'Zen' } })).toBeNull()

  await bob.post(`/admin/posts/${id}/revisions/2/restore`).type('form').send({})
  const page = await site.page('/admin/posts', bob)

  expect(await tagsOf(site, id)).toEqual(['books'])
  expect(page.$('.flash').text()).toContain('“Zen” is new, and an editor was asked for it.')
  expect(await site.db.read.tagRequest.count()).toBe(1)
})

test('re-editing asks once, and the revision holds what the post has', async () => {
  const site = await openLockedSite()
  const alice = await site.signIn('alice')
  const id = await write(alice, 'books, zen')

  const edit = { title: 'Changed', tags: 'books, Zen', version: '1' }
  const answer = await alice.post(`/admin/posts/${id}`).type('form').send(edit)

  expect(answer.status).toBe(303)
  expect(await site.db.read.tagRequest.count()).toBe(1)
  const revision = await site.db.read.revision.findFirstOrThrow({
    where: { postId: id },
    orderBy: { number: 'desc' },
  })
  expect(revision.tags).not.toMatch(/zen/i)
})

test('editors and admins are not locked, and nobody is when the box is not ticked', async () => {
  const site = await openLockedSite()
  const byEdith = await write(await site.signIn('edith'), 'from-an-editor')
  const adam = await site.signIn('adam')
  await adam.post('/admin/settings').type('form').send({ existingTagsOnly: '' })
  const byAlice = await write(await site.signIn('alice'), 'from-an-author')

  expect(await tagsOf(site, byEdith)).toEqual(['from-an-editor'])
  expect(await tagsOf(site, byAlice)).toEqual(['from-an-author'])
})

test.each(['add-tags', 'set-tags'])('many posts at once are locked as well: %s', async action => {
  const site = await openLockedSite()
  const alice = await site.signIn('alice')
  const id = await write(alice, 'books')
  const send = (tags: string) =>
    alice
      .post('/admin/posts/bulk')
      .type('form')
      .send({ ids: String(id), action, tags })

  await send('zen')
  const kept = await tagsOf(site, id)
  await send('zen, JavaScript')

  expect(kept).toEqual(['books'])
  expect(await tagsOf(site, id)).toContain('JavaScript')
  expect(await site.db.read.tagRequest.findMany({ select: { key: true } })).toEqual([
    { key: 'zen' },
  ])
})

test('an editor accepts: the tag comes to be, all posts that it was asked for have it, and it can be undone', async () => {
  const site = await openLockedSite()
  const first = await write(await site.signIn('alice'), 'Zen')
  const second = await write(await site.signIn('bob'), 'books, zen')
  const edith = await site.signIn('edith')
  const list = await site.page('/admin/tags', edith)

  const answer = await decide(edith, { key: 'zen', action: 'accept' })
  const { id } = await site.db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })
  const given = [await tagsOf(site, first), await tagsOf(site, second)]
  await edith.post(`/admin/operations/${id}/undo`).type('form').send({})

  expect(list.$('a[href="/admin/tags/requests"]').text()).toBe('1 requested tag')
  expect(answer.status).toBe(303)
  expect(given).toEqual([['Zen'], ['books', 'Zen']])
  expect(await tagsOf(site, second)).toEqual(['books'])
  expect(await site.db.read.tagRequest.count()).toBe(0)
})

test('an editor gives an existing tag instead, but none that does not exist', async () => {
  const site = await openLockedSite()
  const id = await write(await site.signIn('alice'), 'javascripts')
  const edith = await site.signIn('edith')
  const { $ } = await site.page('/admin/tags/requests', edith)

  await decide(edith, { key: 'javascripts', action: 'replace', name: 'nothing' })
  const before = await tagsOf(site, id)
  await decide(edith, { key: 'javascripts', action: 'replace', name: 'javascript' })

  expect($('.row-title').text()).toBe('javascripts')
  expect($('#instead-0').val()).toBe('JavaScript')
  expect(before).toEqual([])
  expect(await tagsOf(site, id)).toEqual(['JavaScript'])
  expect(await site.db.read.tagRequest.count()).toBe(0)
})

test('an editor refuses: nothing changes and the request is gone', async () => {
  const site = await openLockedSite()
  const id = await write(await site.signIn('alice'), 'books, zen')
  const edith = await site.signIn('edith')

  await decide(edith, { key: 'zen', action: 'refuse' })
  const again = await decide(edith, { key: 'zen', action: 'accept' })

  expect(await tagsOf(site, id)).toEqual(['books'])
  expect(again.status).toBe(404)
})

test('authors decide nothing', async () => {
  const site = await openLockedSite()
  const alice = await site.signIn('alice')
  await write(alice, 'zen')

  expect((await alice.get('/admin/tags/requests')).status).toBe(403)
  expect((await decide(alice, { key: 'zen', action: 'accept' })).status).toBe(403)
})
