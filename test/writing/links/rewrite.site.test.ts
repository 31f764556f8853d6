import { expect, test } from 'vitest'
import { rewriteLinks } from '../../../src/writing/links/rewrite.ts'
import { addPost, findSignedIn } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'

test('a changed address offers to rewrite the posts that link to it', async () => {
  const { site, alice, target } = await openLinked()

  await sendForm(alice, `/admin/posts/${target.id}`, { version: '1', slug: 'newer' })
  const page = await site.page(`/admin/posts/${target.id}/edit`, alice)
  await sendForm(alice, `/admin/posts/${target.id}`, { version: '2', title: 'Other' })
  const later = await site.page(`/admin/posts/${target.id}/edit`, alice)

  expect(page.$('.flash').text()).toContain('2 posts link to the old address: Rewrite them')
  expect(page.$('.flash a').attr('href')).toBe(
    '/admin/links/rewrite?to=%2Fposts%2Fnewer&from=%2Fposts%2Fold',
  )
  expect(later.$('.flash').text()).not.toContain('Rewrite')
})

test('the address of a draft that was never public is offered too', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'Old', status: 'draft' })
  await addPost(site, { body: '[a](/posts/old)' })

  await sendForm(alice, `/admin/posts/${id}`, { version: '1', slug: 'newer' })

  const page = await site.page(`/admin/posts/${id}/edit`, alice)
  expect(page.$('.flash').text()).toContain('1 post links to the old address: Rewrite them')
})

test('the page shows each sentence before and after, and what is not this person’s', async () => {
  const { site, alice, target } = await openLinked()
  await addPost(site, { title: 'Of bob', body: '[a](/posts/old)', author: 'bob' })
  await sendForm(alice, `/admin/posts/${target.id}`, { version: '1', slug: 'newer' })

  const { $ } = await site.page(PAGE, alice)

  const places = $('.rewriting-place')
    .toArray()
    .map(place => $(place).text())
  expect(places).toEqual([
    'In short, [x](/posts/old#end /posts/newer#end).',
    'See [it](/posts/old /posts/newer), and http://blog.example/posts/old.',
    'See [it](/posts/old), and http://blog.example/posts/old http://blog.example/posts/newer.',
    'Again [b](/posts/old#part /posts/newer#part).',
  ])
  expect($('#others').parent().text()).toContain('Of bob')
  expect($('[name=ids]')).toHaveLength(2)
})

test('rewriting changes the links, keeps a revision of each post and touches no date', async () => {
  const { site, alice, target, ids } = await openLinked()
  await sendForm(alice, `/admin/posts/${target.id}`, { version: '1', slug: 'newer' })
  const before = await readPosts(site)
  const feed = (await site.page('/feed.xml')).text.match(/<(id|updated|published)>[^<]*/g)
  site.setNow('2026-03-10T00:00:00Z')

  const answer = await rewrite(alice, ids)

  const after = await readPosts(site)
  expect(answer.status).toBe(303)
  expect(after[1]?.body).toBe(
    'See [it](/posts/newer), and http://blog.example/posts/newer. `[c](/posts/old)`\n\n- Again [b](/posts/newer#part).',
  )
  expect(after[2]?.excerpt).toBe('In short, [x](/posts/newer#end).')
  expect((await site.page('/posts/first')).$('.prose a').first().attr('href')).toBe('/posts/newer')
  expect(after.map(({ contentUpdatedAt }) => contentUpdatedAt)).toEqual(
    before.map(({ contentUpdatedAt }) => contentUpdatedAt),
  )
  expect((await site.page('/feed.xml')).text.match(/<(id|updated|published)>[^<]*/g)).toEqual(feed)
  expect(after.map(({ version }) => version)).toEqual([2, 2, 2])
  const revisions = await site.db.read.revision.findMany({ where: { postId: ids[0] ?? 0 } })
  expect(
    revisions.map(({ number, version, tags, editorId }) => ({
      number,
      version,
      tags: JSON.parse(tags) as unknown,
      editorId,
    })),
  ).toEqual([
    { number: 1, version: 1, tags: ['b', 'a'], editorId: 1 },
    { number: 2, version: 2, tags: ['b', 'a'], editorId: 1 },
  ])
  expect(revisions[1]?.body).toBe(after[1]?.body)
  expect(await listPaths(site)).toEqual(['/posts/newer', '/posts/newer', '/posts/newer'])
})

test('one undo takes all of it back, but for what was written since; a redo brings it again', async () => {
  const { site, alice, target, ids } = await openLinked()
  await sendForm(alice, `/admin/posts/${target.id}`, { version: '1', slug: 'newer' })
  const before = await readPosts(site)
  await rewrite(alice, ids)
  const rewritten = await readPosts(site)
  const undo = (id: number) => sendForm(alice, `/admin/operations/${id}/undo`)

  await undo(1)
  const undone = await readPosts(site)
  await undo(2)
  const redone = await readPosts(site)
  await sendForm(alice, `/admin/posts/${ids[0]}`, {
    version: '4',
    body: 'Nothing [a](/posts/newer)',
  })
  await undo(3)

  const texts = (posts: typeof before) =>
    posts.map(({ body, excerpt, html, excerptHtml, summary, words }) => {
      return { body, excerpt, html, excerptHtml, summary, words }
    })
  expect(texts(undone)).toEqual(texts(before))
  expect(texts(redone)).toEqual(texts(rewritten))
  const [, first, second] = await readPosts(site)
  expect(first?.body).toBe('Nothing [a](/posts/newer)')
  expect(second?.excerpt).toBe(before[2]?.excerpt)
  expect(await site.db.read.revision.count({ where: { postId: ids[1] ?? 0 } })).toBe(5)
})

test('search and the history know what was rewritten', async () => {
  const { site, alice, target, ids } = await openLinked()
  await sendForm(alice, `/admin/posts/${target.id}`, { version: '1', slug: 'brandnew' })

  await rewrite(alice, ids, '/posts/brandnew')

  const found = await site.page('/search?q=brandnew')
  const history = await site.page('/admin/operations/1', alice)
  expect(found.text).toContain('First')
  expect(history.$('h1').text()).toBe('Links to /posts/old lead to /posts/brandnew now, in 2 posts')
  expect(history.text).not.toContain('excerptHtml')
})

test('only ticked posts are rewritten, and nobody’s but one’s own', async () => {
  const { site, alice, target, ids } = await openLinked()
  const other = await addPost(site, { title: 'Of bob', body: '[a](/posts/old)', author: 'bob' })
  await sendForm(alice, `/admin/posts/${target.id}`, { version: '1', slug: 'newer' })

  await rewrite(alice, ids.slice(0, 1))
  const foreign = await rewrite(alice, [other.id])
  const nothing = await rewrite(alice, [])

  const { $ } = await site.page('/admin/links', alice)
  expect([foreign.status, nothing.status]).toEqual([404, 303])
  expect($('.flash').text()).toContain('Select at least one post.')
  expect(await listPaths(site)).toEqual([
    ...['/posts/newer', '/posts/newer', '/posts/old', '/posts/old'],
  ])
})

test('a post that somebody saves meanwhile keeps what they wrote, and that is said', async () => {
  const { site, alice, ids } = await openLinked()
  const user = await findSignedIn(site, 'alice')
  const { renderer } = site.context
  let isSaved = false
  // The text is rendered before the transaction: that is when others may save.
  const slow: typeof renderer = {
    ...renderer,
    render: async (...given) => {
      if (!isSaved) {
        isSaved = true
        const mine = { version: '1', body: 'Mine [a](/posts/old)' }
        await sendForm(alice, `/admin/posts/${ids[0]}`, mine)
      }
      return renderer.render(...given)
    },
  }

  const wanted = { from: ['/posts/old'], to: '/posts/newer', ids }
  const { left } = await rewriteLinks({ ...site.context, renderer: slow }, user, wanted)

  const [, first, second] = await readPosts(site)
  expect(left).toBe(1)
  expect(first?.body).toBe('Mine [a](/posts/old)')
  expect(second?.excerpt).toContain('/posts/newer')
})

test('an address that is none of this site is refused with a sentence', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await alice.get('/admin/links/rewrite?from=/posts/a&to=javascript:alert(1)')
  const page = await site.page('/admin/links', alice)

  expect(answer.status).toBe(303)
  expect(page.$('.flash').text()).toContain('Give an address of this site')
})

const PAGE = '/admin/links/rewrite?to=/posts/newer&from=/posts/old'

const rewrite = (agent: Agent, ids: number[], to = '/posts/newer') =>
  sendForm(agent, '/admin/links/rewrite', { from: '/posts/old', to, ids: ids.map(String) })

async function openLinked() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const target = await addPost(site, { title: 'Old' })
  const first = await addPost(site, {
    title: 'First',
    tags: ['b', 'a'],
    body: 'See [it](/posts/old), and http://blog.example/posts/old. `[c](/posts/old)`\n\n- Again [b](/posts/old#part).',
  })
  const second = await addPost(site, { title: 'Second', excerpt: 'In short, [x](/posts/old#end).' })
  return { site, alice, target, ids: [first.id, second.id] }
}

const readPosts = ({ db }: Site) => db.read.post.findMany({ orderBy: { id: 'asc' } })

async function listPaths({ db }: Site): Promise<string[]> {
  const links = await db.read.link.findMany({ orderBy: { path: 'asc' } })
  return links.map(({ path }) => path)
}

test('a renamed tag offers it too, and its page shows what links to it', async () => {
  const site = await openSite()
  const edith = await site.signIn('edith')
  await addPost(site, { title: 'Source', body: '[t](/tags/old-name) [f](/tags/old-name/feed.xml)' })
  await addPost(site, { tags: ['Old name'] })
  const { id } = await site.db.read.tag.findFirstOrThrow()

  await sendForm(edith, `/admin/tags/${id}`, { name: 'New name' })
  const page = await site.page(`/admin/tags/${id}`, edith)
  const url = page.$('.flash a').attr('href') ?? ''
  const plan = await site.page(url, edith)

  expect(page.$('.flash').text()).toContain('1 post links to the old address: Rewrite them')
  expect(page.$('.links-here a').text()).toBe('Source')
  expect(
    plan
      .$('.rewriting-place')
      .toArray()
      .map(place => plan.$(place).text()),
  ).toEqual([expect.stringContaining('[t](/tags/old-name /tags/new-name)')])
})
