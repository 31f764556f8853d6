import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Site } from '../support/site.ts'

test('the page of an operation shows post by post what it removed and added', async () => {
  const { site, edith, merged } = await openMerge()

  const { $, text } = await site.page(`/admin/operations/${merged}`, edith)

  expect($('h1').text()).toBe('“js” merged into “JavaScript”, 2 posts')
  const rows = $('[aria-labelledby="posts"] li').toArray()
  expect(rows.map(row => words($(row).text()))).toEqual(['One – js + JavaScript', 'Both – js'])
  expect(text).toContain('Old address')
})

test('what an undo left alone is listed, and each post can be put back', async () => {
  const { site, edith, merged, one } = await openMerge()
  await retag(site, one, 'Else')

  await sendForm(edith, `/admin/operations/${merged}/undo`)

  expect(await tagsOf(site)).toEqual({ Both: 'js, JavaScript', One: 'Else' })
  const page = await site.page(`/admin/operations/${merged}`, edith)
  const left = page.$('[aria-labelledby="left"] li')
  expect(words(left.text())).toBe('One If restored: + js Keep Restore')
  await sendForm(edith, left.find('form[action$=restore]').attr('action') ?? '')

  expect((await tagsOf(site))['One']?.split(', ').sort()).toEqual(['Else', 'js'])
  const after = await site.page(`/admin/operations/${merged}`, edith)
  expect(words(after.$('[aria-labelledby="left"] li').text())).toBe('One as it was before')
})

test('putting a post back can be undone, and is refused while the operation stands', async () => {
  const { site, edith, merged, one } = await openMerge()
  const path = `/admin/operations/${merged}/posts/${one}/restore`
  await sendForm(edith, path)
  expect(await tagsOf(site)).toMatchObject({ One: 'JavaScript' })
  await retag(site, one, 'Else')
  await sendForm(edith, `/admin/operations/${merged}/undo`)
  await sendForm(edith, path)

  const { id } = await site.db.read.operation.findFirstOrThrow({ where: { kind: 'restore' } })
  await sendForm(edith, `/admin/operations/${id}/undo`)

  expect(await tagsOf(site)).toMatchObject({ One: 'Else' })
})

test('a post that an undo left alone can be kept as it is, which the page remembers', async () => {
  const { site, edith, merged, one } = await openMerge()
  await retag(site, one, 'Else')
  const undone = await sendForm(edith, `/admin/operations/${merged}/undo`)
  const page = await site.page(undone.headers['location'] ?? '', edith)
  const left = page.$('[aria-labelledby="left"] li')

  const kept = await sendForm(edith, left.find('form[action$=keep]').attr('action') ?? '')

  expect(await tagsOf(site)).toMatchObject({ One: 'Else' })
  expect(kept.headers['location']).toBe(`/admin/operations/${merged}#left`)
  const row = async () => {
    const { $ } = await site.page(`/admin/operations/${merged}`, edith)
    return words($('[aria-labelledby="left"] li').text())
  }
  expect(await row()).toBe(
    'One If restored: + js Kept as it is: Edith, March 4, 2026 at 5:06 AM Restore',
  )
  await sendForm(edith, `/admin/operations/${merged}/posts/${one}/restore`)
  expect((await tagsOf(site))['One']?.split(', ').sort()).toEqual(['Else', 'js'])
  await sendForm(edith, `/admin/operations/${await newestOperation(site)}/undo`)
  expect(await row()).toBe('One If restored: + js Keep Restore')
})

test('nothing is to be kept while the operation stands', async () => {
  const { site, edith, merged, one } = await openMerge()

  await sendForm(edith, `/admin/operations/${merged}/posts/${one}/keep`)

  expect(await site.db.read.dismissal.count()).toBe(0)
  expect((await site.page('/admin/history', edith)).text).toContain('There is nothing to put back.')
})

test('the undo of an author leaves alone and lists what is somebody else’s now', async () => {
  const { site, one } = await openMerge()
  const alice = await site.signIn('alice')
  const other = await site.db.read.post.findFirstOrThrow({ where: { title: 'Both' } })
  const ids = [String(one), String(other.id)]
  await sendForm(alice, '/admin/posts/bulk', { ids, action: 'add-tags', tags: 'mine' })
  const own = await newestOperation(site)
  const bob = await site.db.read.user.findFirstOrThrow({ where: { username: 'bob' } })
  await site.db.write(tx => tx.post.update({ where: { id: one }, data: { authorId: bob.id } }))

  const undone = await sendForm(alice, `/admin/operations/${own}/undo`)

  expect(await tagsOf(site)).toEqual({ Both: 'JavaScript', One: 'JavaScript, mine' })
  const page = await site.page(undone.headers['location'] ?? '', alice)
  expect(page.$('.flash').text()).toContain(
    '1 post that was changed since or is not yours any more',
  )
  expect(words(page.$('[aria-labelledby="left"] li').text())).toBe(
    'A post that is somebody else’s now',
  )
  for (const verb of ['keep', 'restore']) {
    await sendForm(alice, `/admin/operations/${own}/posts/${one}/${verb}`)
  }
  expect(await tagsOf(site)).toMatchObject({ One: 'JavaScript, mine' })
  expect(await site.db.read.dismissal.count()).toBe(0)
})

test('a plan leads to its parts, and shows the posts of all', async () => {
  const { site, edith, one } = await openMerge()
  const tag = await site.db.read.tag.findFirstOrThrow({ where: { name: 'JavaScript' } })
  await sendForm(edith, `/admin/tags/${tag.id}`, { name: 'ES', plan: '1' })
  await sendForm(edith, `/admin/posts/bulk`, {
    ...{ ids: String(one), action: 'add-tags', tags: 'x', plan: '1' },
  })
  await sendForm(edith, '/admin/plan/apply')
  const plan = await site.db.read.operation.findFirstOrThrow({ where: { kind: 'plan' } })

  const { $ } = await site.page(`/admin/operations/${plan.id}`, edith)

  const parts = $('[aria-labelledby="parts"] a').toArray()
  expect(parts.map(part => $(part).text())).toEqual([
    '“JavaScript” was renamed to “ES”',
    '1 post got the tags x',
  ])
  expect(words($('[aria-labelledby="posts"] li').text())).toBe('One + x')
  const part = await site.page($(parts[0]).attr('href') ?? '', edith)
  expect(part.$(`a[href="/admin/operations/${plan.id}"]`).text()).toBe('Part of a plan')
})

test('an author sees only their own operations', async () => {
  const { site, merged, one } = await openMerge()
  const alice = await site.signIn('alice')
  await sendForm(alice, '/admin/posts/bulk', { ids: String(one), action: 'add-tags', tags: 'mine' })
  const own = await site.db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })

  const seen = await site.page(`/admin/operations/${own.id}`, alice)
  const foreign = await site.page(`/admin/operations/${merged}`, alice)
  const restored = await sendForm(alice, `/admin/operations/${merged}/posts/${one}/restore`)

  expect([seen.status, foreign.status, restored.status]).toEqual([200, 404, 404])
})

async function openMerge() {
  const site = await openSite()
  await addPost(site, { title: 'Both', tags: ['js', 'JavaScript'] })
  const { id: one } = await addPost(site, { title: 'One', tags: ['js'] })
  const edith = await site.signIn('edith')
  const js = await site.db.read.tag.findFirstOrThrow({ where: { name: 'js' } })
  await sendForm(edith, '/admin/tags/merge', { from: String(js.id), intoName: 'JavaScript' })
  const { id: merged } = await site.db.read.operation.findFirstOrThrow()
  return { site, edith, merged, one }
}

const newestOperation = async ({ db }: Site): Promise<number> =>
  (await db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })).id

async function retag(site: Site, id: number, tags: string): Promise<void> {
  const alice = await site.signIn('alice')
  const { version } = await site.db.read.post.findUniqueOrThrow({ where: { id } })
  await sendForm(alice, `/admin/posts/${id}`, { tags, version: String(version) })
}

const words = (text: string): string => text.replace(/\s+/g, ' ').trim()

async function tagsOf({ db }: Site): Promise<Record<string, string>> {
  const posts = await db.read.post.findMany({
    select: { title: true, tags: { select: { tag: true }, orderBy: { position: 'asc' } } },
  })
  return Object.fromEntries(
    posts.map(({ title, tags }) => [title, tags.map(({ tag }) => tag.name).join(', ')]),
  )
}
