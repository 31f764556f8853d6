import { randomUUID } from 'node:crypto'
import { sql } from '../../src/db/doors.ts'
import { addPing } from '../../src/webhooks/service.ts'
import { stageRequest } from '../../src/workbench/plan/plan.ts'
import { addPost } from './builders.ts'
import { sendForm } from './forms.ts'
import { readLetters } from './letters.ts'
import { addImage } from './media.ts'
import { PASSWORD } from './people.ts'
import { routesTable, type Rule } from './routes-table.ts'
import type { Agent, Site } from './site.ts'

/** What stands for the parameters of addresses: the first beginning that fits, longest first. */
type Values = Readonly<Record<string, Readonly<Record<string, string | number>>>>

/** An address, or a form that is answered with a page, and who asks for it. */
export type Asked = {
  path: string
  by: 'visitor' | 'adam'
  /** Sent as a form, where the page is an answer to one. */
  sent?: Readonly<Record<string, string | string[]>>
}

/** As visitors and as who is signed in, for these addresses differ. */
const FOR_BOTH = ['/', '/posts/:slug', '/pages/:slug']

/** Besides the plain address of a route: lists that are filtered, empty, turned. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  '/': ['?page=2'],
  '/tags/:slug': ['?page=2'],
  '/search': ['?q=walk', '?q=nothing-has-this', '?q=walk&tag=river&year=2026'],
  '/admin/posts': ['?status=trash', '?status=draft', '?status=scheduled', '?q=nothing-has-this'],
  '/admin/posts/:id/revisions/:number': ['?view=rendered', '?with=now', '?with=2&view=rendered'],
  '/admin/media': ['?show=deleted', '?show=missing', '?show=documents', '?q=nothing-has-this'],
  '/admin/tags/:id/split': ['?targets=a,b', '?targets=a,b&q=walk'],
  '/admin/categories/:id/split': ['?targets=a,b'],
  '/admin/history/vocabulary': ['?at=2026-03-04', '?at=2020-01-01'],
  '/admin/links/rewrite': ['?from=%2Fposts%2Fold-walk&to=%2Fposts%2Fa-walk'],
  '/admin/tags/merge': ['?from=1&from=2&intoName=JavaScript'],
  '/admin/categories/merge': ['?from=1&intoName=Inside'],
}

// Not there once an admin is; led on from; nothing without what they are of.
const NO_PAGES = ['/setup', '/admin', '/admin/links/rewrite'].concat(
  ['tags', 'categories'].map(names => `/admin/${names}/merge`),
)

/** Fills a site so that there is something on every page; gives what its addresses are made of. */
export async function fillEveryPage(site: Site | Omit<Site, 'page'>): Promise<Values> {
  const adam = await site.signIn('adam')
  const post = await addPosts(site, adam)
  const secrets = await addAccounts(site, adam)
  const operation = await addOperations(site, adam)
  const media = await addMedia(site, adam)
  await adam.post('/admin/redirects').type('form').send({ path: '/old', target: '/posts/a-walk' })
  const head = { customCss: '.prose { hyphens: auto }', headTags: '<meta name="me" content="x">' }
  await adam.post('/admin/settings/head').type('form').send(head)
  await adam.post('/admin/backups').type('form').send({})
  await addConnections(site, adam)
  await adam.post('/account/tokens').type('form').send({ name: 'Phone', scope: 'write' })
  const webhook = { name: 'Shop', url: 'https://hooks.invalid/', events: 'post.published' }
  await adam.post('/admin/webhooks').type('form').send(webhook)
  await adam.post('/admin/webhooks/1/test').type('form').send({})
  await adam.post('/account/two-factor').type('form').send({ password: PASSWORD })
  await site.db.write(tx =>
    tx.execute(sql`UPDATE posts SET renderer_version = 0 WHERE id = ${post}`),
  )
  await site.context.background.idle()
  const tag = await site.db.read.tag.findFirstOrThrow({ where: { name: 'walk' } })
  const category = await site.db.read.category.findFirstOrThrow()
  const backup = /\/admin\/backups\/([^"]+)/.exec((await adam.get('/admin/backups')).text)?.[1]
  return {
    ...secrets,
    '/posts': { slug: 'a-walk' },
    '/pages': { slug: 'about' },
    '/tags': { slug: 'river' },
    '/categories': { slug: 'out' },
    '/series': { slug: 'walks' },
    '/authors': { username: 'alice' },
    '/archive': { year: '2026', month: '03' },
    '/sitemap': { number: '0' },
    '/media': { name: media.path.replace('/media/', '') },
    '/themes': { name: 'margin', file: 'source-serif.woff2' },
    '/preview': { token: await sharePost(adam, post) },
    '/admin/posts': { id: post, number: 1 },
    '/admin/tags': { id: tag.id },
    '/admin/categories': { id: category.id },
    '/admin/series': { id: 1 },
    '/admin/operations': { id: operation },
    '/admin/media': { id: media.id },
    '/admin/backups': { name: backup ?? '' },
    '/admin/users': { id: 1 },
    '/admin/import': { id: 1 },
    '/admin/webhooks': { id: 1, delivery: 1 },
  }
}

/** Every page that is asked for by GET: all routes of the table, whoever adds one. */
export function listAsked(values: Values): Asked[] {
  const routes = Object.entries(routesTable).flatMap(([route, rule]) =>
    isPage(route, rule) ? [{ route: route.slice('GET '.length), rule }] : [],
  )
  const pages = routes.flatMap(({ route, rule }): Asked[] => {
    const paths = ['', ...(VARIANTS[route] ?? [])].map(end => fillIn(route, values) + end)
    const by = rule.for === 'everyone' ? 'visitor' : 'adam'
    return paths.flatMap(path => [
      { path, by },
      ...(FOR_BOTH.includes(route) ? [{ path, by: 'adam' as const }] : []),
    ])
  })
  return [...pages, { path: '/posts/a-wlak', by: 'visitor' }, { path: '/admin/no', by: 'adam' }]
}

// Programs read the rest.
const isPage = (route: string, rule: Rule): boolean =>
  route.startsWith('GET ') && !route.startsWith('GET /api/') && rule.for !== 'holders'

/** Pages that answer a form: with its mistakes, with what comes of it, with a secret that is shown once. */
export function listAnswers(values: Values): Asked[] {
  const { id = '' } = values['/admin/posts'] ?? {}
  const post = { title: 'A walk', body: '', tags: 'river' }
  const long = 'x'.repeat(301)
  const by = 'adam'
  return [
    { by: 'visitor', path: '/login', sent: { email: 'no', password: '' } },
    { by: 'visitor', path: '/login', sent: { email: 'adam@example.com', password: 'wrong' } },
    { by: 'visitor', path: '/forgot-password', sent: { email: 'adam@example.com' } },
    { by: 'visitor', path: '/signup', sent: { username: '', email: '', password: 'short' } },
    { by: 'visitor', path: '/admin/posts', sent: post },
    { by, path: '/admin/posts', sent: { ...post, title: long, publishedAt: 'no' } },
    {
      by,
      path: `/admin/posts/${id}`,
      sent: { ...post, title: 'Mine', body: 'Mine.', version: '1' },
    },
    { by, path: `/admin/posts/${id}/changes`, sent: { ...post, body: '**New.**', version: '1' } },
    { by, path: `/admin/posts/${id}/previews`, sent: { days: '7', name: 'Bob' } },
    { by, path: '/admin/posts/preview', sent: { ...post, body: '## Text\n\nMore.' } },
    { by, path: '/admin/posts/suggest-tags', sent: { ...post, body: 'A walk by the river.' } },
    { by, path: '/admin/users', sent: { username: 'u', email: 'u@example.com', role: 'editor' } },
    { by, path: '/admin/users', sent: { username: '', email: 'no', role: 'editor' } },
    { by, path: '/admin/users/invitations', sent: { email: 'v@example.com', role: 'author' } },
    { by, path: '/account', sent: { displayName: long, email: 'no' } },
    { by, path: '/account/password', sent: { password: 'wrong', newPassword: 'short' } },
    { by, path: '/account/tokens', sent: { name: 'Tablet', scope: 'read' } },
    { by, path: '/admin/settings', sent: { title: '', timeZone: 'No/Where' } },
    { by, path: '/admin/settings/head', sent: { headTags: '<script>' } },
    { by, path: '/admin/settings/api', sent: { corsOrigins: 'no' } },
    { by, path: '/admin/webhooks', sent: { url: 'no' } },
    { by, path: '/admin/webhooks/1', sent: { url: '' } },
    { by, path: '/admin/redirects', sent: { path: 'no', target: '' } },
    { by, path: '/admin/tags', sent: { name: '' } },
    { by, path: '/admin/categories', sent: { name: '' } },
    { by, path: '/admin/series', sent: { name: '' } },
  ]
}

/** Of what is asked for, what is answered with a page, and not led on from or made for programs. */
export async function listPages(
  site: Pick<Site, 'agent' | 'signIn'>,
  all: Asked[],
): Promise<{ asked: Asked; status: number; text: string }[]> {
  const readers = { visitor: site.agent(), adam: await site.signIn('adam') }
  const pages = []
  for (const asked of all) {
    const { path, by, sent } = asked
    const { status, headers, text } = await (sent
      ? sendForm(readers[by], path, sent)
      : readers[by].get(path))
    const isHtml =
      String(headers['content-type']).startsWith('text/html') &&
      !String(headers['content-disposition']).startsWith('attachment') &&
      status !== 303
    if (isHtml) pages.push({ asked, status, text })
    else if (status >= 300 && !NO_PAGES.includes(path)) throw new Error(`${path}: ${status}`)
  }
  return pages
}

function fillIn(route: string, values: Values): string {
  const known = Object.keys(values)
    .filter(beginning => route.startsWith(beginning))
    .sort((one, other) => other.length - one.length)
  return route.replace('{*path}', 'nothing-here').replace(/:(\w+)/g, (whole, name: string) => {
    const from = known.find(beginning => values[beginning]?.[name] !== undefined)
    if (from === undefined)
      throw new Error(`test/support/every-page.ts: what is ${whole} in ${route}?`)
    return String(values[from]?.[name])
  })
}

const BODY = `The summary, with a footnote.[^1]

<!-- more -->

## A heading

> [!NOTE]
> An alert with \`code\`, and [a link that leads nowhere](/posts/gone).

| a | b |
| - | - |
| 1 | 2 |

- [x] done
- [ ] not yet

## Another

\`\`\`ts
const answer: number = 42 // a comment
\`\`\`

$$x = \\frac{a}{b}$$

## A third

See [the old one](/posts/old-walk).

[^1]: The note.
`

// Posts in every state, revisions, a copy that only adam sees, one that was thrown away.
async function addPosts(site: Omit<Site, 'page'>, adam: Agent): Promise<number> {
  const { id } = await addPost(site, {
    ...{ title: 'A walk', body: 'Short.', tags: ['river', 'walk', 'walks'], category: 'Out' },
    ...{ series: 'Walks' },
  })
  for (let number = 1; number <= 11; number += 1) {
    await addPost(site, { title: `Post ${number}`, tags: ['river'], category: 'Out' })
  }
  await addPost(site, { title: 'A second walk', body: BODY, pinned: true, series: 'Walks' })
  await addPost(site, { title: 'Waldeinsamkeit'.repeat(9), tags: ['a'.repeat(80)] })
  await addPost(site, { title: 'مسير على ضفة النهر', body: 'كان الماء عاليا.' })
  await addPost(site, { title: 'About', kind: 'page' })
  await addPost(site, { title: 'Later', publishedAt: '2027-01-01T00:00:00Z', series: 'Walks' })
  await addPost(site, { title: 'Not yet', status: 'draft', author: 'adam' })
  const thrownAway = await addPost(site, { title: 'Thrown away' })
  await sendForm(adam, `/admin/posts/${thrownAway.id}/delete`)
  await sendForm(adam, `/admin/posts/${id}`, { version: '1', body: BODY })
  site.setNow(new Date(site.now().getTime() + 3_600_000))
  await sendForm(adam, `/admin/posts/${id}`, { version: '2', title: 'A walk', tags: 'river, walk' })
  await sendForm(adam, `/admin/posts/${id}/draft`, { version: '3', body: 'Not for readers yet.' })
  for (const writing of [randomUUID(), randomUUID()]) {
    await sendForm(adam, '/admin/posts/draft', { writing, title: 'Begun', body: 'Some words.' })
    await sendForm(adam, '/admin/posts/draft', { writing: randomUUID(), body: 'Gone' })
    await sendForm(adam, '/admin/posts/draft/discard', { writing })
  }
  return id
}

async function addAccounts(site: Omit<Site, 'page'>, adam: Agent): Promise<Values> {
  const account = { username: 'newbie', email: 'new@example.com', displayName: 'New' }
  await sendForm(adam, '/admin/users/invitations', { email: 'guest@example.com', role: 'author' })
  await sendForm(site.agent(), '/signup', { ...account, password: 'a long enough password' })
  await sendForm(site.agent(), '/forgot-password', { email: 'alice@example.com' })
  await sendForm(adam, '/account/email', { email: 'two@example.com', currentPassword: PASSWORD })
  await sendForm(adam, '/admin/users/2/disable')
  const letters = await readLetters(site)
  const tokenOf = (path: string) => {
    const token = letters.find(({ link }) => link.startsWith(path))?.link.slice(path.length)
    if (token === undefined) throw new Error(`No letter leads to ${path}.`)
    return { token }
  }
  return {
    '/invitations': tokenOf('/invitations/'),
    '/signup': tokenOf('/signup/'),
    '/confirm-email': tokenOf('/confirm-email/'),
    '/reset-password': tokenOf('/reset-password/'),
  }
}

// A plan with a step that cannot be done, requests of an author, an undo that left a post alone; gives its operation.
async function addOperations(site: Omit<Site, 'page'>, adam: Agent): Promise<number> {
  const { db, now } = site
  const [one, both] = [
    await addPost(site, { title: 'One', tags: ['js'] }),
    await addPost(site, { title: 'Both', tags: ['js', 'JavaScript'] }),
  ]
  const idOf = async (name: string) => (await db.read.tag.findFirstOrThrow({ where: { name } })).id
  const [from, into] = [await idOf('js'), await idOf('JavaScript')]
  await sendForm(adam, '/admin/tags/merge', { from: String(from), into: String(into) })
  const merge = await db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })
  for (const { id } of [one, both]) {
    const { version } = await db.read.post.findUniqueOrThrow({ where: { id } })
    await sendForm(adam, `/admin/posts/${id}`, { version: String(version), tags: 'Else' })
  }
  await sendForm(adam, `/admin/operations/${merge.id}/undo`)
  const ids = [await idOf('walk')]
  for (let times = 0; times < 2; times += 1) {
    const deletion = { verb: 'delete' as const, kind: 'tag' as const, ids }
    await db.write(tx => stageRequest(tx, site.people.adam.id, deletion, now()))
  }
  await adam
    .post('/admin/settings')
    .type('form')
    .send({ existingTagsOnly: ['', '1'] })
  const alice = await site.signIn('alice')
  await sendForm(alice, '/admin/posts', { title: 'Asks', body: 'x', tags: 'walking, Zen' })
  return merge.id
}

// A webhook with a message that waits, and an import that was looked through.
async function addConnections(site: Omit<Site, 'page'>, adam: Agent): Promise<void> {
  const webhook = { name: 'Shop', url: 'https://shop.example/hook', events: ['post.published'] }
  await sendForm(adam, '/admin/webhooks', webhook)
  const { id } = await site.db.read.webhook.findFirstOrThrow()
  await site.db.write(tx => addPing(tx, id, new Date('2027-01-01')))
  const text = '---\ntitle: Brought along\ntags: [river]\ndate: 2024-01-02\n---\nText.\n'
  await adam.post('/admin/import').attach('file', Buffer.from(text), 'one.md')
}

async function addMedia(site: Omit<Site, 'page'>, adam: Agent) {
  const image = await addImage(site, { alt: 'A river' })
  await addImage(site, { name: 'without-words.png' })
  const gone = await addImage(site, { name: 'gone.png' })
  await sendForm(adam, `/admin/media/${gone.id}/delete`)
  await addPost(site, {
    title: 'With a picture',
    category: 'Inside',
    body: `![A river](${image.path})`,
  })
  return image
}

async function sharePost(adam: Agent, id: number): Promise<string> {
  const { $ } = await sendForm(adam, `/admin/posts/${id}/previews`, { days: '7', name: 'Bob' })
  return new URL(String($('#address').val())).pathname.replace('/preview/', '')
}
