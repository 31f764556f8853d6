import { createServer } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import supertest from 'supertest'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createApp } from '../../src/app.ts'
import { addPost } from '../support/builders.ts'
import { runBuilt } from '../support/built.ts'
import { sendForm } from '../support/forms.ts'
import { drawPng } from '../support/media.ts'
import { runProgram } from '../support/program.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'
import { shareOf } from '../support/times.ts'

vi.setConfig({ testTimeout: 180_000 })

type Hands = {
  site: Site
  adam: Agent
  /** Sends a form as the admin; it must be taken. */
  send: (path: string, fields?: Record<string, string | string[]>) => Promise<void>
  /** The ids of things by their names. */
  tag: (name: string) => Promise<number>
  category: (name: string) => Promise<number>
  post: (slug: string) => Promise<{ id: number; version: number }>
}

type Change = (hands: Hands) => Promise<unknown>

const edit =
  (slug: string, fields: Record<string, string>): Change =>
  async ({ post, send }) => {
    const { id, version } = await post(slug)
    await send(`/admin/posts/${id}`, { version: String(version), ...fields })
  }

const setClock =
  (moment: string): Change =>
  ({ site }) => {
    site.setNow(moment)
    return Promise.resolve()
  }

const undoLast: Change = async ({ site, send }) => {
  const { id } = await site.db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await send(`/admin/operations/${id}/undo`)
}

/** Everything that changes what readers see, one after the other; each must change something. */
const CHANGES: Record<string, Change> = {
  'a text is edited': edit('one', { body: 'Quite another text, with a lamp.' }),
  'a title is edited': edit('one', { title: 'The first lamp' }),
  'a post is re-tagged': edit('one', { tags: 'sea, harbour' }),
  'a post gets another category': edit('one', { category: 'Walks' }),
  'a post gets another address': edit('one', { slug: 'lamp' }),
  'a post is published': async ({ send }) => {
    const fields = { title: 'New', body: 'x', slug: 'fresh', tags: 'sea', status: 'published' }
    await send('/admin/posts', fields)
  },
  'a post is pinned': edit('two', { pinned: '1' }),
  'a post becomes a draft': edit('fresh', { status: 'draft' }),
  'the draft is published': edit('fresh', { status: 'published' }),
  'a post is put into the trash': async ({ post, send }) => {
    await send(`/admin/posts/${(await post('two')).id}/delete`)
  },
  'it is taken out again': async ({ post, send }) => {
    await send(`/admin/posts/${(await post('two')).id}/restore`)
  },
  'tags are added to many': async ({ post, send }) => {
    const ids = [String((await post('two')).id), String((await post('lamp')).id)]
    await send('/admin/posts/bulk', { ids, action: 'add-tags', tags: 'many' })
  },
  'that is undone': undoLast,
  'that is redone': undoLast,
  'a tag becomes a category': async ({ tag, send }) => {
    await send(`/admin/tags/${await tag('quiet')}/to-category`)
  },
  'a category is made first': async ({ category, send }) => {
    await send(`/admin/categories/${await category('quiet')}`, { position: '-5' })
  },
  'many change their category': async ({ send }) => {
    await send('/admin/posts/bulk', { all: '1', action: 'set-category', category: 'All' })
  },
  'a tag is renamed': async ({ tag, send }) => {
    await send(`/admin/tags/${await tag('sea')}`, { name: 'ocean' })
  },
  'a tag is described': async ({ tag, send }) => {
    await send(`/admin/tags/${await tag('ocean')}`, { description: 'Salt water' })
  },
  'a tag gets a parent': async ({ tag, send }) => {
    await send(`/admin/tags/${await tag('many')}`, { parent: 'river' })
  },
  'two tags are merged': async ({ tag, send }) => {
    const ids = { from: String(await tag('many')), into: String(await tag('river')) }
    await send('/admin/tags/merge', ids)
  },
  'the merge is undone': undoLast,
  'a tag is split': async ({ tag, post, send }) => {
    const ids = String((await post('lamp')).id)
    await send(`/admin/tags/${await tag('many')}/split`, { into: 'few', ids })
  },
  'a tag is deleted': async ({ tag, send }) => send(`/admin/tags/${await tag('river')}/delete`),
  'a category is renamed': async ({ category, send }) => {
    await send(`/admin/categories/${await category('All')}`, { name: 'Everything' })
  },
  'a plan is applied': async ({ tag, send }) => {
    await send(`/admin/tags/${await tag('many')}`, { name: 'plenty', plan: '1' })
    await send('/admin/plan/apply')
  },
  'the site is renamed': ({ send }) => send('/admin/settings', { title: 'Harbour log' }),
  'the menu changes': ({ send }) =>
    send('/admin/settings', { navigation: 'About | /pages/about\nTags | /tags' }),
  'the footer changes': ({ send }) => send('/admin/settings', { footer: 'All *rights*' }),
  'the language changes': ({ send }) => send('/admin/settings', { language: 'zh-CN' }),
  'the time zone changes': ({ send }) => send('/admin/settings', { timeZone: 'Asia/Tokyo' }),
  'a page holds fewer posts': ({ send }) => send('/admin/settings', { postsPerPage: '2' }),
  'an author is renamed': ({ send }) => send('/admin/users/1', { displayName: 'Alice Tide' }),
  'a person gets a picture': async ({ site }) => {
    const alice = await site.signIn('alice')
    await alice
      .post('/account/avatar')
      .attach('file', await drawPng(9, 9), 'me.png')
      .expect(303)
  },
  'a person takes their picture away': async ({ site }) => {
    await sendForm(await site.signIn('alice'), '/account/avatar/delete')
  },
  'a person renames themselves': async ({ site }) => {
    const alice = await site.signIn('alice')
    await sendForm(alice, '/account', { displayName: 'A. Tide', email: 'alice@example.com' })
  },
  'what is related is computed': async ({ site, send }) => {
    const fields = { title: 'Kin', body: 'x', slug: 'kin', tags: 'ocean', status: 'published' }
    await send('/admin/posts', fields)
    await readAll(site.agent(), await listPlaces(site))
    await site.context.background.idle()
  },
  'a post joins a series': edit('kin', { series: 'Lights' }),
  'an address leads elsewhere': ({ send }) =>
    send('/admin/redirects', { path: '/tags/nowhere', target: '/tags/ocean' }),
  'another theme is chosen': ({ send }) =>
    send('/admin/settings/theme', { theme: 'folio', action: 'use' }),
  'tags are put into the head': ({ send }) =>
    send('/admin/settings/head', {
      headTags: '<meta name="google-site-verification" content="abc">',
    }),
  'search engines are kept off a post': edit('kin', { noindex: '1' }),
  'a revision is restored': async ({ post, send }) => {
    const { id } = await post('lamp')
    await send(`/admin/posts/${id}/revisions/1/restore`)
  },
  'a standalone page is edited': edit('about', { body: 'Another address.' }),
  'a post is scheduled': edit('fresh', { publishedAt: '2026-03-10T00:00:00Z' }),
  'its time comes': setClock('2026-03-10T00:00:00.000Z'),
  'the clock is set back': setClock('2026-03-09T23:59:59.999Z'),
  'a person is deleted, and their posts are another’s': async ({ site, send }) => {
    const bob = site.people.bob.id
    await send(`/admin/users/${bob}/delete`, { reassignTo: '3' })
  },
  'a post is gone for good': async ({ post, send }) => {
    const { id } = await post('two')
    await send(`/admin/posts/${id}/delete`)
    await send(`/admin/posts/${id}/purge`)
  },
  'the command line renames a tag': async ({ site }) => {
    expect((await runProgram(site, 'tags', 'rename', 'ocean', 'Sea again')).stderr).toBe('')
  },
  'a folder is imported': async ({ site }) => {
    const { stderr } = await runProgram(site, 'import', 'test/fixtures/import/blog/bundles')
    expect(stderr).toBe('')
  },
}

// What another process does is heard of a moment later; what the clock does is in no database.
const BY_OTHERS = /^(the command line|a folder)/
const ELSEWHERE = /^(the command line|a folder|its time|the clock|what is related)/

test('R21: after each kind of change no reader gets an old page', async () => {
  const hands = await openHands()
  const { site } = hands
  const cold = await openCold(site)
  const unchanged: string[] = []

  const looked = new Set(shareOf(site, Object.keys(CHANGES)))
  // What readers got after the last change is what they get before the next one.
  let before: Record<string, Shown> | null = null
  for (const [name, change] of Object.entries(CHANGES)) {
    await site.context.background.idle()
    // Some build on what those before them did.
    if (!looked.has(name)) {
      await change(hands)
      continue
    }
    const places = await listPlaces(site)
    before ??= await readAll(site.agent(), places)
    const version = await site.db.contentVersion()
    await change(hands)
    if (!ELSEWHERE.test(name)) expect(await site.db.contentVersion(), name).not.toBe(version)
    // What is related to a post is found a moment later, and is a change of its own.
    await site.context.background.idle()
    const after = await readAll(cold, [...new Set([...places, ...(await listPlaces(site))])])
    if (places.every(path => isDeepStrictEqual(before?.[path], after[path]))) unchanged.push(name)

    const look = async () => {
      const warm = await readAll(site.agent(), Object.keys(after))
      for (const [path, page] of Object.entries(after)) {
        expect(warm[path], `${path} after: ${name}`).toEqual(page)
      }
    }
    // Another process tells PostgreSQL's instances of it, which may take a moment.
    if (BY_OTHERS.test(name)) await vi.waitFor(look, 5_000)
    else await look()
    before = after
  }

  expect(unchanged).toEqual([])
})

test('R21: what another process writes is seen', async () => {
  const hands = await openHands()
  const { site } = hands
  expect((await site.page('/tags/sea')).status).toBe(200)
  expect((await site.page('/tags')).text).toContain('sea')

  const { config } = site.context
  const env = { DATABASE_URL: config.databaseUrl, DATA_DIR: config.dataDir, LOG_LEVEL: 'silent' }
  const { status } = await runBuilt(env, ['tags', 'rename', 'sea', 'ocean'])

  expect(status).toBe(0)
  // SQLite shows it at once; PostgreSQL tells of it when it is committed.
  const look = async () => (await site.page('/tags/sea')).status
  if (site.dialect === 'sqlite') expect(await look()).toBe(301)
  await expect.poll(look).toBe(301)
  expect((await site.page('/tags')).text).toContain('ocean')
})

async function openHands(): Promise<Hands> {
  const site = await openSite()
  await addPost(site, { title: 'One', slug: 'one', tags: ['sea'], category: 'Notes' })
  await addPost(site, { title: 'Two', slug: 'two', tags: ['sea', 'river'], author: 'bob' })
  await addPost(site, {
    title: 'Three',
    slug: 'three',
    tags: ['quiet'],
    publishedAt: '2025-12-31T23:30:00Z',
  })
  await addPost(site, { title: 'About', slug: 'about', kind: 'page' })
  const adam = await site.signIn('adam')
  const { read } = site.db
  return {
    site,
    adam,
    send: async (path, fields) => {
      const { status, text } = await sendForm(adam, path, fields)
      expect(status, `${path}\n${text}`).toBe(303)
    },
    tag: async name => (await read.tag.findFirstOrThrow({ where: { name } })).id,
    category: async name => (await read.category.findFirstOrThrow({ where: { name } })).id,
    post: slug => read.post.findFirstOrThrow({ where: { slug } }),
  }
}

// The same app without the kept pages before it.
async function openCold({ context }: Site): Promise<Agent> {
  const server = createServer(createApp(context))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return supertest.agent(server)
}

async function listPlaces({ db: { read } }: Site): Promise<string[]> {
  const slugs = { select: { slug: true } }
  const posts = await read.post.findMany({ select: { slug: true, kind: true } })
  const tags = await read.tag.findMany(slugs)
  const categories = await read.category.findMany(slugs)
  const people = await read.user.findMany({ select: { username: true } })
  const lists = [
    '',
    ...tags.map(({ slug }) => `/tags/${encodeURIComponent(slug)}`),
    ...categories.map(({ slug }) => `/categories/${encodeURIComponent(slug)}`),
    ...people.map(({ username }) => `/authors/${username}`),
  ]
  return [
    ...lists.map(path => path || '/'),
    ...lists.map(path => `${path}/feed.xml`),
    ...['/rss.xml', '/feed.json', '/tags/sea/rss.xml'],
    ...posts.map(({ kind, slug }) => `/${kind}s/${encodeURIComponent(slug)}`),
    ...['/?page=2', '/tags', '/categories', '/archive', '/archive/2025/12', '/archive/2026/01'],
    ...['/archive/2026/03', '/archive/2026/04', '/sitemap.xml', '/robots.txt', '/search?q=lamp'],
    ...['/series', '/series/lights', '/tags/nowhere', '/llms.txt', '/posts/kin.md'],
  ]
}

type Shown = { status: number; location: string; text: string }

async function readAll(agent: Agent, places: string[]): Promise<Record<string, Shown>> {
  const shown: Record<string, Shown> = {}
  for (const path of places) {
    const { status, headers, text } = await agent.get(path).buffer()
    shown[path] = { status, location: headers['location'] ?? '', text }
  }
  return shown
}
