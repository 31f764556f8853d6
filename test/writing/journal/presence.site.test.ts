import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { openSite, type Agent } from '../../support/site.ts'

type Told = { others: string[]; overtaken: string; state: number }

async function openSharedPost() {
  const site = await openSite()
  const [alice, edith] = [await site.signIn('alice'), await site.signIn('edith')]
  const { id } = await addPost(site, { title: 'Tide' })
  const path = `/admin/posts/${id}/presence`
  const tell = async (who: Agent, sent: object = { version: 1 }) => {
    const answer = await who.post(path).set('Accept', 'application/json').send(sent)
    return { status: answer.status, ...(answer.body as Told) }
  }
  return { site, alice, edith, id, path, tell }
}

test('who has the post open is told to the others, with when they were last seen', async () => {
  const { site, alice, edith, id, tell } = await openSharedPost()
  await tell(edith)

  expect((await tell(alice)).others).toEqual(['Edith has this open, too'])
  site.setNow('2026-03-04T05:07:10Z')
  expect((await tell(alice)).others).toEqual(['Edith has this open, too (seen 1 minute ago)'])
  site.setNow('2026-03-04T05:08:10Z')
  expect((await tell(alice)).others).toEqual(['Edith has this open, too (seen 2 minutes ago)'])
  const page = await site.page(`/admin/posts/${id}/edit`, alice)
  expect(page.$('[data-others]').text()).toBe('Edith has this open, too (seen 2 minutes ago)')
})

test('after some minutes without a sign, and at once when the page is closed, nobody is named', async () => {
  const { site, alice, edith, id, path, tell } = await openSharedPost()
  await tell(edith)
  site.setNow('2026-03-04T05:09:10Z')
  const page = await site.page(`/admin/posts/${id}/edit`, alice)
  expect(page.$('[data-others]').text()).toBe('')
  expect((await tell(alice)).others).toEqual([])
  expect(await site.db.read.opening.count()).toBe(1)

  await tell(edith)
  // As the browser sends it while the page goes away: a form, and nobody reads the answer.
  const closed = await edith.post(path).type('form').send({ leave: '1' })

  expect(closed.status).toBe(204)
  expect((await tell(alice)).others).toEqual([])
})

test('a save of somebody else is told to whoever has the older version open', async () => {
  const { alice, edith, id, tell } = await openSharedPost()
  await edith.post(`/admin/posts/${id}`).type('form').send({ version: '1', title: 'High tide' })

  expect((await tell(alice)).overtaken).toMatch(
    /^Edith saved this on .*, after you had opened it\.$/,
  )
  expect((await tell(alice, { version: 2 })).overtaken).toBe('')
  expect((await tell(edith)).overtaken).toMatch(/^You saved this in another window on /)
})

test('another author neither sees who is there nor can say so', async () => {
  const { site, tell } = await openSharedPost()

  expect((await tell(await site.signIn('bob'))).status).toBe(404)
  expect(await site.db.read.opening.count()).toBe(0)
})

test('looking at a post changes nothing: only the page says that it is open', async () => {
  const { site, alice, id } = await openSharedPost()

  await site.page(`/admin/posts/${id}/edit`, alice)

  expect(await site.db.read.opening.count()).toBe(0)
})
