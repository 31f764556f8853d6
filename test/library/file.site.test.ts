import { expect, test } from 'vitest'
import { keepUp } from '../../src/library/upkeep.ts'
import { undoOperation } from '../../src/history/undo.ts'
import type { Media } from '../../src/db/generated/sqlite/client.ts'
import { addPost, findSignedIn } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { addImage, drawPng, uploadFile } from '../support/media.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'

test('the page of a file says what it is and everywhere it is used', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site)
  const shown = `![A river](${image.path})`
  await addPost(site, { title: 'Shows it', body: shown })
  await addPost(site, { title: 'Links to it', body: `[here](http://blog.example${image.path})` })
  const former = await addPost(site, { title: 'Showed it', body: shown })
  await sendForm(alice, `/admin/posts/${former.id}`, { version: '1', body: 'Gone.' })
  await addDraft(site, { title: 'Will show it', body: shown })
  await addPost(site, { title: 'Does not', body: 'Nothing.' })

  const { $ } = await site.page(`/admin/media/${image.id}`, alice)

  expect($('.media-uses').text().replace(/\s+/g, ' ').trim()).toBe(
    'Links to it Published Shows it Published Will show it Your draft Showed it Revision 1',
  )
  expect($('#markdown').val()).toBe(`![](${image.path})`)
  expect($('.page-facts').text()).toContain('8 × 4 pixels')
})

test('a post whose links nobody wrote down yet is found by its text', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site)
  await addPost(site, { title: 'Old', body: `![](${image.path})` })
  await site.db.write(tx => tx.link.deleteMany())

  const { $ } = await site.page(`/admin/media/${image.id}`, alice)

  expect($('.media-uses').text()).toContain('Old')
})

test('what others keep to themselves is counted, not named', async () => {
  const site = await openSite()
  const image = await addImage(site)
  const body = `![](${image.path})`
  await addPost(site, { title: 'Bob’s secret', body, status: 'draft', author: 'bob' })
  await addPost(site, { title: 'Bob’s open one', body, author: 'bob' })
  const pageOf = async (person: 'alice' | 'edith') =>
    (await site.page(`/admin/media/${image.id}`, await site.signIn(person))).$('.media-uses').text()

  expect(await pageOf('alice')).not.toContain('secret')
  expect(await pageOf('alice')).toContain('1 text of somebody else')
  expect(await pageOf('alice')).toContain('Bob’s open one')
  expect(await pageOf('edith')).toContain('Bob’s secret')
})

test('authors see and change their own files, editors all', async () => {
  const site = await openSite()
  const image = await addImage(site, { name: 'hers.png' })
  const path = `/admin/media/${image.id}`
  const [bob, edith] = [await site.signIn('bob'), await site.signIn('edith')]

  for (const end of ['', '/replacement', '/delete', '/restore'])
    expect((await bob.post(path + end).type('form')).status).toBe(404)
  expect((await bob.get(path)).status).toBe(404)
  expect((await site.page('/admin/media', bob)).text).not.toContain('hers.png')
  expect((await site.page('/admin/media', edith)).text).toContain('hers.png')
  expect((await site.page('/admin/media?from=mine', edith)).text).not.toContain('hers.png')
  const answer = await edith.post(path).set('Accept', 'application/json').send({ alt: 'A  river' })
  expect([answer.status, answer.body]).toMatchObject([200, { id: image.id, alt: 'A river' }])
})

test('a name is cleaned and keeps the ending of what the file is', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site)

  await sendForm(alice, `/admin/media/${image.id}`, { name: '../v1.2: "x"' })
  expect(await nameOf(site, image)).toBe('v1.2- -x-.png')
  const empty = await sendForm(alice, `/admin/media/${image.id}`, { name: ' ' })
  expect(empty.status).toBe(303)
  expect(await nameOf(site, image)).toBe('v1.2- -x-.png')
})

test('a deleted file is gone for readers at once, and back with one press', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site)
  const isServed = async () => (await site.agent().get(image.path)).status

  await sendForm(alice, `/admin/media/${image.id}/delete`)

  expect(await isServed()).toBe(404)
  const { $ } = await site.page('/admin/media', alice)
  expect($('.flash').text()).toContain('“river.png” was deleted.')
  expect($('.media-card').length).toBe(0)
  await sendForm(alice, $('.flash form').attr('action') ?? '')
  expect(await isServed()).toBe(200)
})

test('a file in use is deleted only by typing its name', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site)
  await addPost(site, { title: 'Shows it', body: `![](${image.path})` })
  const path = `/admin/media/${image.id}/delete`

  const refused = await sendForm(alice, path)
  const mistyped = await sendForm(alice, path, { confirm: 'river' })

  expect([refused.status, mistyped.status]).toEqual([409, 409])
  expect(refused.$('.flash.is-error').text()).toContain('is in use')
  expect((await sendForm(alice, path, { confirm: 'river.png' })).status).toBe(303)
  expect((await site.agent().get(image.path)).status).toBe(404)
})

test('a deleted file and its copies are removed for good after thirty days', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site, { width: 1000, height: 10 })
  await keepUp(site.context)
  await site.context.background.idle()
  await sendForm(alice, `/admin/media/${image.id}/delete`)
  expect((await site.context.storage.list()).length).toBe(3)

  site.setNow('2026-04-02T00:00:00Z')
  await keepUp(site.context)
  expect((await site.context.storage.list()).length).toBe(3)
  site.setNow('2026-04-04T00:00:00Z')
  await keepUp(site.context)

  expect(await site.context.storage.list()).toEqual([])
  expect(await site.db.read.media.count()).toBe(0)
})

test('uploading what was deleted brings it back to whoever uploads it', async () => {
  const site = await openSite()
  const [alice, bob] = [await site.signIn('alice'), await site.signIn('bob')]
  const bytes = await drawPng()
  const { id, url } = await upload(alice, bytes)
  await sendForm(alice, `/admin/media/${id}/delete`)

  const again = await uploadFile(bob, bytes, 'bob.png')

  expect(again.body).toMatchObject({ id, url, isNew: false })
  expect((await site.agent().get(url)).status).toBe(200)
  expect((await bob.get(`/admin/media/${id}`)).status).toBe(200)
})

test('replacing gives all posts and drafts the new file, as one operation that one undo takes back', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site, { alt: 'A river' })
  const body = `![A](${image.path}) and again <${image.path}>`
  const post = await addPost(site, { body, excerpt: `![](${image.path})` })
  const other = await addPost(site, { title: 'Other', body: 'Without' })
  const draft = await addDraft(site, { title: 'D', body })

  const answer = await replace(alice, image, await drawPng(600, 2))

  const replacement = await site.db.read.media.findFirstOrThrow({
    where: { id: { not: image.id } },
  })
  expect([answer.status, answer.headers['location']]).toEqual([
    ...[303, `/admin/media/${replacement.id}`],
  ])
  const changed = await site.db.read.post.findUniqueOrThrow({ where: { id: post.id } })
  expect(changed).toMatchObject({
    ...{ body: body.replaceAll(image.path, replacement.path), version: 2 },
    ...{ excerpt: `![](${replacement.path})`, contentUpdatedAt: post.contentUpdatedAt },
  })
  expect(changed.html).toContain(`src="${replacement.path}" alt="A"`)
  expect(changed.html).toContain('srcset=')
  expect(replacement.alt).toBe('A river')
  expect(await site.db.read.revision.count({ where: { postId: post.id } })).toBe(2)
  expect(await versionOf(site, other.id)).toBe(1)
  expect(await bodyOfDraft(site, draft)).toBe(changed.body)

  const operation = await site.db.read.operation.findFirstOrThrow()
  const undone = await undoOperation(
    site.db,
    operation.id,
    await findSignedIn(site, 'alice'),
    site.now(),
  )
  expect(undone).toMatchObject({ ok: true, keptPosts: [] })
  const back = await site.db.read.post.findUniqueOrThrow({ where: { id: post.id } })
  expect(back).toMatchObject({ body, html: post.html, excerpt: post.excerpt, version: 3 })
  expect(await bodyOfDraft(site, draft)).toBe(body)
})

test('a picture of a post is replaced as well, and comes back with the undo', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site)
  const only = await addPost(site, { title: 'Only', body: 'Without' })
  const both = await addPost(site, { title: 'Both', body: `![A](${image.path})` })
  const ids = [only.id, both.id]
  await site.db.write(tx =>
    tx.post.updateMany({ where: { id: { in: ids } }, data: { cover: image.path } }),
  )
  const covers = async () => {
    const posts = await site.db.read.post.findMany({ orderBy: { id: 'asc' } })
    return posts.map(({ cover, version }) => [cover, version])
  }

  await replace(alice, image, await drawPng(600, 2))
  const { path } = await site.db.read.media.findFirstOrThrow({ where: { id: { not: image.id } } })
  const replaced = await covers()
  const page = await site.page('/admin/operations/1', alice)
  await undoOperation(site.db, 1, await findSignedIn(site, 'alice'), site.now())

  expect(replaced).toEqual([
    [path, 2],
    [path, 2],
  ])
  expect(page.$('h1').text()).toContain('in 2 texts')
  expect(await covers()).toEqual([
    [image.path, 3],
    [image.path, 3],
  ])
})

test('the operation of a replacement shows in the history, and no private text with it', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site)
  await addPost(site, { title: 'Shows it', body: `![](${image.path})` })
  await addDraft(site, { title: 'Mine alone', body: image.path })
  await replace(alice, image, await drawPng())

  const page = await site.page('/admin/operations/1', alice)

  expect(page.$('h1').text()).toContain('“river.png” replaced by “new.png” in 2 texts')
  expect(page.text).toContain('Shows it')
  expect(page.text).not.toContain('Mine alone')
})

test.each([
  ['by the same file', 'This is the same file.'],
  ['by a document', 'An image can only be replaced by an image'],
  ['in the post of somebody else', '1 text of somebody else uses this file'],
  ['by nothing', 'Choose a file first.'],
])('a replacement is refused with its reason: %s', async (how, reason) => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const bytes = await drawPng()
  const { id } = await upload(alice, bytes)
  const image = await site.db.read.media.findUniqueOrThrow({ where: { id } })
  const author = how.includes('somebody') ? 'bob' : 'alice'
  const post = await addPost(site, { body: `![](${image.path})`, author })
  const files: Record<string, Buffer | null> = {
    ...{
      'by the same file': bytes,
      'by a document': Buffer.from('%PDF-1.4 x'),
      'by nothing': null,
    },
  }
  const file = files[how] === undefined ? await drawPng() : files[how]

  const answer = await replace(alice, image, file)

  expect(answer.status).toBe(422)
  expect(answer.text).toContain(reason)
  expect(await versionOf(site, post.id)).toBe(1)
  expect(await site.db.read.media.count()).toBe(1)
  expect(await site.db.read.operation.count()).toBe(0)
})

test('a draft that was written on since a replacement keeps what was written when it is undone', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const image = await addImage(site)
  const draft = await addDraft(site, { title: 'D', body: image.path })
  await replace(alice, image, await drawPng())
  const fields = JSON.stringify({ title: 'D', body: 'Written since.' })
  await site.db.write(tx => tx.draft.update({ where: { id: draft }, data: { fields } }))

  await undoOperation(site.db, 1, await findSignedIn(site, 'alice'), site.now())

  expect(await bodyOfDraft(site, draft)).toBe('Written since.')
})

async function addDraft(site: Site, fields: Record<string, string>): Promise<number> {
  const person = { key: `new:${Math.random()}`, personId: site.people.alice.id }
  const at = { createdAt: site.now(), updatedAt: site.now() }
  const data = { ...person, ...at, writer: 'tab', sequence: 1, fields: JSON.stringify(fields) }
  const { id } = await site.db.write(tx => tx.draft.create({ data }))
  return id
}

async function bodyOfDraft({ db }: Site, id: number): Promise<string> {
  const { fields } = await db.read.draft.findUniqueOrThrow({ where: { id } })
  return (JSON.parse(fields) as { body: string }).body
}

async function upload(agent: Agent, bytes: Buffer): Promise<{ id: number; url: string }> {
  const answer = await uploadFile(agent, bytes)
  return answer.body as { id: number; url: string }
}

const nameOf = async ({ db }: Site, { id }: Media): Promise<string> =>
  (await db.read.media.findUniqueOrThrow({ where: { id } })).name

const versionOf = async ({ db }: Site, id: number): Promise<number> =>
  (await db.read.post.findUniqueOrThrow({ where: { id } })).version

function replace(agent: Agent, image: Media, bytes: Buffer | null) {
  const request = agent.post(`/admin/media/${image.id}/replacement`).set('Accept', 'text/html')
  return bytes ? request.attach('file', bytes, 'new.png') : request.field('name', 'x')
}
