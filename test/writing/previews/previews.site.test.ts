import { Writable } from 'node:stream'
import { pino } from 'pino'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { openSite, type Page } from '../../support/site.ts'

const DAY_MS = 86_400_000

// Case 28: expires, revocable, `no-store`, `noindex`, turns into a redirect once live.
async function openSharedSite(body = 'Not **yet** public.') {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, {
    title: 'Secret plans',
    body,
    status: 'draft',
    tags: ['hidden'],
  })
  const base = `/admin/posts/${id}/previews`
  const share = async (fields: Record<string, string> = {}) => {
    const page = await sendForm(alice, base, fields)
    return { page, path: pathOf(page) }
  }
  const save = async (fields: Record<string, string>) => {
    const { version } = await site.db.read.post.findUniqueOrThrow({ where: { id } })
    return sendForm(alice, `/admin/posts/${id}`, { version: String(version), ...fields })
  }
  return { site, alice, id, base, share, save }
}

const pathOf = ({ $ }: Page): string => new URL(String($('#address').val())).pathname

test('a link shows the draft as readers would see it, to a visitor without a cookie', async () => {
  const { site, share } = await openSharedSite()
  const { page, path } = await share({ days: '7', name: 'For Bob' })

  const shown = await site.page(path)

  expect([page.status, shown.status]).toEqual([201, 200])
  expect(shown.$('h1').text()).toBe('Secret plans')
  expect(shown.$('.prose strong').text()).toBe('yet')
  expect(shown.headers['cache-control']).toBe('no-store')
  expect(shown.headers['x-robots-tag']).toBe('noindex')
  expect(shown.headers['referrer-policy']).toBe('no-referrer')
  expect(shown.headers['set-cookie']).toBeUndefined()
  expect(shown.$('meta[name=robots]').attr('content')).toBe('noindex')
})

test('the key has 256 bits, is stored as its hash only, and is shown once', async () => {
  const { site, alice, base, share } = await openSharedSite()
  const { path } = await share()
  const key = path.replace('/preview/', '')

  const rows = await site.db.read.token.findMany()
  const again = await site.page(base, alice)

  expect(Buffer.from(key, 'base64url')).toHaveLength(32)
  expect(JSON.stringify(rows)).not.toContain(key)
  expect(again.text).not.toContain(key)
})

test('the page that a link shows says its own address nowhere', async () => {
  const { site, share } = await openSharedSite()
  const { path } = await share()

  const { text } = await site.page(path)

  expect(text).not.toContain(path.replace('/preview/', ''))
})

test('a link shows what was saved last', async () => {
  const { site, share, save } = await openSharedSite()
  const { path } = await share()
  await save({ body: 'Another text.' })

  expect((await site.page(path)).$('.prose').text()).toContain('Another text.')
})

test('a link leads on once the post is public, and not a moment before', async () => {
  const { site, share, save } = await openSharedSite()
  const { path } = await share({ days: '30' })

  await save({ status: 'published', publishedAt: '2026-03-06T00:00:00Z' })
  const scheduled = await site.page(path)
  site.setNow('2026-03-07T00:00:00Z')
  const live = await site.page(path)

  expect([scheduled.status, live.status]).toEqual([200, 303])
  expect(live.headers['location']).toBe('/posts/secret-plans')
  expect(live.headers['cache-control']).toBe('no-store')
})

const lifetimes = [
  ['1', 1],
  ['7', 7],
  ['30', 30],
  [undefined, 7],
] as const

test.each(lifetimes)('a link for %s days ends when they are over', async (days, lasting) => {
  const { site, share } = await openSharedSite()
  const { path } = await share(days === undefined ? {} : { days })
  const end = site.now().getTime() + lasting * DAY_MS

  site.setNow(new Date(end - 1000))
  const before = await site.page(path)
  site.setNow(new Date(end))
  const after = await site.page(path)

  expect([before.status, after.status]).toEqual([200, 404])
})

test('no link lasts longer than is offered', async () => {
  const { share, site, alice, base } = await openSharedSite()
  await share()

  const answer = await sendForm(alice, base, { days: '3650' })

  expect(answer.status).toBe(422)
  expect(await site.db.read.token.count()).toBe(1)
})

const ends: [string, (of: Awaited<ReturnType<typeof openSharedSite>>) => Promise<unknown>][] = [
  [
    'it is revoked',
    async ({ site, alice, base }) => {
      const { $ } = await site.page(base, alice)
      await sendForm(alice, $('.row form').attr('action') ?? '')
    },
  ],
  ['all are revoked', ({ alice, base }) => sendForm(alice, `${base}/revoke`)],
  ['the post is in the trash', ({ alice, id }) => sendForm(alice, `/admin/posts/${id}/delete`)],
  [
    'who made it is disabled',
    ({ site }) =>
      site.db.write(tx => tx.user.update({ where: { id: 1 }, data: { disabled: true } })),
  ],
  [
    'the post is another author’s now',
    ({ site, id }) => site.db.write(tx => tx.post.update({ where: { id }, data: { authorId: 2 } })),
  ],
]

test.each(ends)('a link leads nowhere once %s', async (_, end) => {
  const shared = await openSharedSite()
  const { path } = await shared.share()
  expect((await shared.site.page(path)).status).toBe(200)

  await end(shared)

  expect((await shared.site.page(path)).status).toBe(404)
})

test('a key that was never made, and the hash of one, lead nowhere', async () => {
  const { site, share } = await openSharedSite()
  await share()
  const { hash } = await site.db.read.token.findFirstOrThrow()

  for (const key of [hash, 'x', '%00', '..%2f..']) {
    expect((await site.page(`/preview/${key}`)).status).toBe(404)
  }
})

test('an API token opens no draft, and another person’s draft cannot be shared', async () => {
  const { site, base } = await openSharedSite()
  const bob = await site.signIn('bob')

  expect((await site.page(base, bob)).status).toBe(404)
  expect((await sendForm(bob, base, { days: '1' })).status).toBe(404)
  expect(await site.db.read.token.count()).toBe(0)
})

test('the link of one post is not revoked by the address of another', async () => {
  const { site, alice, share } = await openSharedSite()
  const other = await addPost(site, { title: 'Other' })
  const { path } = await share()
  const { id } = await site.db.read.token.findFirstOrThrow()

  const answer = await sendForm(alice, `/admin/posts/${other.id}/previews/${id}/revoke`)

  expect(answer.status).toBe(303)
  expect((await site.page(path)).status).toBe(200)
})

test('the list names each link, until when it works and when it was last opened', async () => {
  const { site, alice, base, share } = await openSharedSite()
  const { path } = await share({ name: 'For Bob', days: '1' })
  const before = await site.page(base, alice)
  site.setNow('2026-03-04T08:00:00Z')
  await site.page(path)

  const after = await site.page(base, alice)

  expect(before.$('.row').text()).toContain('For Bob')
  expect(before.$('.row').text()).toContain('never opened')
  expect(after.$('.row').text()).toContain('08:00')
})

test('no spelling of the address puts the key into the log', async () => {
  const { site, share } = await openSharedSite()
  const { path } = await share()
  const key = path.replace('/preview/', '')
  const lines: string[] = []
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const app = createApp({ ...site.context, log: pino({ level: 'trace' }, sink) })

  for (const each of [
    path,
    `/Preview/${key}`,
    `/PREVIEW/${key}/`,
    `${path}?a=b`,
    `/preview/${key}x`,
  ]) {
    await supertest(app).get(each)
  }

  expect(lines.length).toBeGreaterThanOrEqual(5)
  expect(lines.join('')).not.toContain(key)
})

test('a link to a public post shows its maker’s unpublished changes, and nobody else’s', async () => {
  const { site, alice, id, base, share, save } = await openSharedSite()
  const { path: ofDraft } = await share()
  await save({ status: 'published' })
  const { path } = await share()
  const edith = await site.signIn('edith')
  const ediths = pathOf(await sendForm(edith, base, {}))
  const keep = (sequence: number, body: string) =>
    sendForm(alice, `/admin/posts/${id}/draft`, {
      ...{ writer: 'w', sequence: String(sequence), state: String(sequence - 1), version: '2' },
      ...{ title: 'Better plans', body },
    })
  await keep(1, 'Not **public** <script>x</script>')

  const shown = await site.page(path)
  const [others, former] = [await site.page(ediths), await site.page(ofDraft)]
  await save({ body: 'Now public.', title: 'Better plans' })
  const settled = await site.page(path)

  expect([shown.status, shown.headers['cache-control']]).toEqual([200, 'no-store'])
  expect(shown.$('h1').text()).toBe('Better plans')
  expect(shown.$('.prose strong').text()).toBe('public')
  expect(shown.$('.prose script').length).toBe(0)
  expect([others.status, former.status, settled.status]).toEqual([303, 303, 303])
})
