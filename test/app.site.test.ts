import supertest from 'supertest'
import { expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { listAddresses, type Address } from './support/addresses.ts'
import { addPerson, addPost } from './support/builders.ts'
import { addImage } from './support/media.ts'
import { PASSWORD } from './support/people.ts'
import { routesTable, type GuardedRule, type Rule } from './support/routes-table.ts'
import { openSite, type Agent, type Site } from './support/site.ts'
import { shareOf } from './support/times.ts'

const MINUTES = 60_000

test('S27: every address stands in the table, and the table names no other', async () => {
  const site = await openSite()

  const addresses = listAddresses(createApp(site.context)).map(nameOf)

  expect([...new Set(addresses)].sort()).toEqual(Object.keys(routesTable).sort())
})

test.each(['nobody', 'alice', 'bob', 'edith', 'adam'] as const)(
  'S27, S28: every address lets in whom the table says: %s',
  { timeout: 5 * MINUTES },
  async person => {
    const site = await openSite()
    const answers: string[] = []
    const expected: string[] = []

    const all = listAddresses(createApp(site.context))

    for (const address of shareOf(site, all)) {
      const rule = routesTable[nameOf(address)] ?? { for: 'everyone' }
      const path = await fillIn(site, address)
      const agent = await enter(site, person, address)
      const before = await stateOf(site)
      const { status, headers } = await send(agent, address.method, path)
      const changed = (await stateOf(site)) !== before && status >= 400 ? ', changed' : ''
      answers.push(`${nameOf(address)}: ${sayAnswer(rule, status, headers['location'])}${changed}`)
      expected.push(`${nameOf(address)}: ${expectAnswer(rule, person, address.method)}`)
    }

    expect(answers).toEqual(expected)
  },
)

test('S23: no address takes a change from another site', { timeout: 5 * MINUTES }, async () => {
  const site = await openSite()
  const cookie = await cookieOf(site, 'adam@example.com')
  const all = listAddresses(createApp(site.context)).filter(({ method }) => method !== 'GET')
  const addresses = shareOf(site, all)
  const wrong: string[] = []

  for (const address of addresses) {
    const path = await fillIn(site, address)
    for (const headers of FOREIGN) {
      const before = await stateOf(site)
      const answer = await supertest(site.app)
        .post(path)
        .set({ ...headers, Cookie: cookie })
        .type('form')
        .send({ name: 'x', title: 'x' })
      if (answer.status !== 403 || (await stateOf(site)) !== before) {
        wrong.push(`${nameOf(address)} ${JSON.stringify(headers)}: ${answer.status}`)
      }
    }
  }

  expect(addresses.length).toBeGreaterThan(30)
  expect(wrong).toEqual([])
})

test(
  'S25: GET, HEAD and OPTIONS change nothing, and no method is taken from a field',
  { timeout: 5 * MINUTES },
  async () => {
    const site = await openSite()
    const adam = await site.signIn('adam')
    const all = listAddresses(createApp(site.context)).filter(({ method }) => method === 'POST')
    const addresses = shareOf(site, all)
    const changed: string[] = []

    for (const address of addresses) {
      const path = await fillIn(site, address)
      const before = await stateOf(site)
      await adam.get(`${path}?_method=POST&version=1&name=x`).set('X-HTTP-Method-Override', 'POST')
      await adam.head(path)
      await adam.options(path)
      if ((await stateOf(site)) !== before) changed.push(nameOf(address))
    }

    expect(changed).toEqual([])
  },
)

test('S32, S33: no address breaks on hostile parameters', { timeout: 5 * MINUTES }, async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const broken: string[] = []

  for (const address of shareOf(site, listAddresses(createApp(site.context)))) {
    if (SIGNS_OUT.test(address.path)) continue
    for (const [kind, value] of Object.entries(HOSTILE)) {
      const path = address.path.replace(/[:*]\w+/g, encodeURIComponent(value)).replace(/[{}]/g, '')
      const query = NAMES.map(name => `${name}=${encodeURIComponent(value)}&${name}[not]=x`).join(
        '&',
      )
      const request = adam[address.method === 'GET' ? 'get' : 'post'](`${path}?${query}`)
      const { status } =
        address.method === 'GET' ? await request : await request.send(bodyOf(value))
      if (status >= 500) broken.push(`${nameOf(address)} ${kind}: ${status}`)
    }
  }

  expect(broken).toEqual([])
})

type Person = 'nobody' | 'alice' | 'bob' | 'edith' | 'adam'

const SIGNS_OUT = /logout|everywhere|\/login|\/account\/password/

const FOREIGN: Record<string, string>[] = [
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site' },
  {},
]

const HOSTILE = {
  nul: 'a\u0000b',
  negative: '-1',
  huge: '99999999999999999999',
  traversal: '../../etc/passwd',
  prototype: '__proto__',
  quotes: `'"<script>%s`,
  surrogate: '\ufffd\u{1f980}',
  line: 'a\r\nX-Injected: b',
}

const NAMES = ['q', 'page', 'tag', 'category', 'author', 'status', 'slug', 'sort', 'next']

const FIELDS = [
  'title',
  'body',
  'tags',
  'status',
  'version',
  'publishedAt',
  'name',
  'slug',
  'ids',
  'from',
  'into',
]

const bodyOf = (value: string): Record<string, unknown> =>
  Object.fromEntries(FIELDS.map((name, n) => [name, [value, [value], { not: value }, null][n % 4]]))

const nameOf = ({ method, path }: Address): string => `${method} ${path}`

function expectAnswer(rule: Rule, person: Person, method: string): string {
  if (rule.for === 'everyone') return 'in'
  if (rule.for === 'holders') return '401'
  if (person === 'nobody') return method === 'GET' ? '303 to sign in' : '401'
  return 'others' in rule ? expectGuarded(rule, person) : 'in'
}

function expectGuarded(rule: GuardedRule, person: Person): string {
  if (ALLOWED[rule.for].includes(person)) return String(rule.emptyForm ?? 'in')
  return String((person === 'bob' ? rule.otherAuthors : undefined) ?? rule.others)
}

const ALLOWED: Record<GuardedRule['for'], Person[]> = {
  alice: ['alice'],
  owner: ['alice', 'edith', 'adam'],
  editors: ['edith', 'adam'],
  admins: ['adam'],
}

// Of a public address every answer is one of its own; of the others, all that is no refusal.
function sayAnswer(rule: Rule, status: number, location = ''): string {
  const refusals = rule.for === 'everyone' ? [401, 403] : [401, 403, 404]
  if (status === 303 && location.startsWith('/login')) return '303 to sign in'
  return status >= 500 || refusals.includes(status) ? String(status) : 'in'
}

// Signing out here or everywhere ends the kept session too.
async function enter(site: Site, person: Person, { path }: Address): Promise<Agent> {
  if (person === 'nobody') return site.agent()
  const agent = signedIn.get(site) ?? (await site.signIn(person))
  if (SIGNS_OUT.test(path)) signedIn.delete(site)
  else signedIn.set(site, agent)
  return agent
}

const signedIn = new WeakMap<Site, Agent>()

function send(agent: Agent, method: string, path: string) {
  return method === 'GET' ? agent.get(path) : agent.post(path).type('form').send({})
}

// A path with the ids of things that are there: Alice's newest post, its tag, its category, Adam's operation.
async function fillIn(site: Site, { path }: Address): Promise<string> {
  if (!/[:*]/.test(path)) return path
  const ids = await addThings(site, path)
  return path
    .replace(':number', '1')
    .replace(':slug', ids.slug)
    .replace(':username', 'alice')
    .replace(':year/:month', '2026/03')
    .replace(':name', 'none.png')
    .replace(':postId', '1')
    .replace('{*path}', 'none')
    .replace(':id', String(ids.id))
}

async function addThings(site: Site, path: string): Promise<{ id: number; slug: string }> {
  const n = await site.db.read.post.count()
  if (path.startsWith('/admin/users')) {
    return { ...(await addPerson(site, { username: `person-${n}-${Math.random()}` })), slug: '' }
  }
  if (path.startsWith('/admin/series')) return { id: await addSeries(site, n), slug: '' }
  if (path.startsWith('/admin/media')) return { id: (await addImage(site)).id, slug: '' }
  const names = { tags: [`Tag ${n}`], category: `Category ${n}` }
  const post = await addPost(site, { title: `Tide ${n}`, ...names })
  if (path.startsWith('/admin/drafts')) return { id: await addDiscarded(site, post.id), slug: '' }
  if (path.includes('/tags')) return site.db.read.tag.findFirstOrThrow(newest)
  if (path.includes('/categories')) return site.db.read.category.findFirstOrThrow(newest)
  if (path.includes('/operations')) return { id: await addOperation(site, post.id), slug: '' }
  return post
}

const newest = { orderBy: { id: 'desc' } } as const

async function addOperation(site: Site, postId: number): Promise<number> {
  const adam = await site.signIn('adam')
  const bulk = { ids: postId, action: 'add-tags', tags: 'Added' }
  await adam.post('/admin/posts/bulk').type('form').send(bulk)
  return (await site.db.read.operation.findFirstOrThrow(newest)).id
}

async function addSeries({ db, now }: Site, n: number): Promise<number> {
  const name = `Series ${n} ${Math.random()}`
  const names = { name, key: name.toLowerCase(), slug: name.toLowerCase().replace(/\W+/g, '-') }
  return (await db.write(tx => tx.series.create({ data: { ...names, createdAt: now() } }))).id
}

async function addDiscarded(site: Site, postId: number): Promise<number> {
  const alice = await site.signIn('alice')
  await alice.post(`/admin/posts/${postId}/draft`).type('form').send({ body: 'Kept' })
  await alice.post(`/admin/posts/${postId}/draft/discard`).type('form').send({})
  return (await site.db.read.draft.findFirstOrThrow(newest)).id
}

// What a save leaves to the background moves the state too.
async function stateOf({ context, db }: Site): Promise<string> {
  await context.background.idle()
  const counts = [db.read.user.count(), db.read.post.count(), db.read.setting.count()]
  const roles = db.read.user.findMany({
    select: { role: true, disabled: true, passwordHash: true },
  })
  return JSON.stringify(await Promise.all([db.contentVersion(), ...counts, roles]))
}

async function cookieOf(site: Site, email: string): Promise<string> {
  const { headers } = await site
    .agent()
    .post('/login')
    .type('form')
    .send({ email, password: PASSWORD })
  return String(headers['set-cookie']).split(';')[0] ?? ''
}
