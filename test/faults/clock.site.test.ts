import { expect, inject, test, vi } from 'vitest'
import { prepareBlog, serveBuilt, type Environment, type Served } from '../support/built.ts'
import { PEOPLE } from '../support/people.ts'
import { openAgent, signIn, type Agent } from '../support/site.ts'
import { assertSound, withDatabase } from '../support/sound.ts'
import { times } from '../support/times.ts'

// A busy machine takes its time for each process.
vi.setConfig({ testTimeout: times(180_000, 600_000) })

const DAY_MS = 86_400_000

// What PostgreSQL has little to do with runs there with the full counts only.
const isWhole = inject('databases').dialect === 'sqlite' || times(0, 1) === 1
const MOVABLE = { node: ['--import', './test/support/preload.mjs'] }

const post = (agent: Agent, path: string, fields: object) =>
  agent.post(path).type('form').send(fields)

const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString()

const publish = async (agent: Agent, title: string, publishedAt = '') =>
  expect(
    (
      await post(agent, '/admin/posts', {
        title,
        body: 'x',
        tags: 'time',
        status: 'published',
        publishedAt,
      })
    ).status,
  ).toBe(303)

/** The titles on the home page and in the feed, the newest first; both must agree. */
async function listTitles({ url }: Served): Promise<string[]> {
  const feed = (await (await fetch(`${url}/feed.json`)).json()) as { items: { title: string }[] }
  const titles = feed.items.map(({ title }) => title)
  const home = await (await fetch(url)).text()
  for (const title of titles) expect(home).toContain(`>${title}<`)
  return titles
}

test('R17: scheduled posts appear once and in their order when the clock jumps over them, and what was public stays when it jumps back', async () => {
  const env = await prepareBlog()
  const served = await serveBuilt(env, MOVABLE)
  const agent = await signIn(served.url, PEOPLE.edith)
  await publish(agent, 'Old', inDays(-30))
  await publish(agent, 'Older', inDays(-40))
  await publish(agent, 'Third', inDays(2.5))
  await publish(agent, 'First', inDays(0.5))
  await publish(agent, 'Second', inDays(1.5))
  await publish(agent, 'Far', inDays(9))
  expect(await listTitles(served)).toEqual(['Old', 'Older'])

  served.tell({ shiftMs: 3 * DAY_MS })
  expect(await listTitles(served)).toEqual(['Third', 'Second', 'First', 'Old', 'Older'])
  expect(await listTitles(served)).toEqual(['Third', 'Second', 'First', 'Old', 'Older'])
  expect((await agent.get('/admin/posts')).status).toBe(200)

  served.tell({ shiftMs: -DAY_MS })
  expect(await listTitles(served)).toEqual(['Old', 'Older'])
  expect((await agent.get('/admin/posts')).status).toBe(200)
  expect((await post(agent, '/admin/posts/1', { version: 1, title: 'Old still' })).status).toBe(303)
  expect(await listTitles(served)).toEqual(['Old still', 'Older'])

  served.tell({ shiftMs: 0 })
  expect(await listTitles(served)).toEqual(['Old still', 'Older'])
  await assertDates(env)
  await assertSound(env)
})

// No date was moved, and nothing was published a second time.
const assertDates = (env: Environment) =>
  withDatabase(env, async ({ read }) => {
    const posts = await read.post.findMany({ orderBy: { id: 'asc' } })
    const days = posts.map(({ publishedAt }) =>
      Math.round(((publishedAt?.getTime() ?? 0) - Date.now()) / (DAY_MS / 2)),
    )
    expect(days.map(halves => halves / 2)).toEqual([-30, -40, 2.5, 0.5, 1.5, 9])
    expect(posts.map(({ version }) => version)).toEqual([2, 1, 1, 1, 1, 1])
  })

if (isWhole)
  test('R17: a clock that was wrong locks nobody out, and lets nobody in for ever', async () => {
    const env = await prepareBlog()
    const served = await serveBuilt(env, MOVABLE)
    const { email } = PEOPLE.bob
    const attempt = (password: string) => post(openAgent(served.url), '/login', { email, password })
    const early = await signIn(served.url, PEOPLE.edith)

    served.tell({ shiftMs: DAY_MS })
    for (let n = 0; n < 8; n += 1) expect((await attempt('wrong')).status).toBe(422)
    expect((await attempt('wrong')).status).toBe(429)

    served.tell({ shiftMs: 0 })
    expect((await attempt('correct horse battery')).status).toBe(303)

    served.tell({ shiftMs: 31 * DAY_MS })
    expect((await early.get('/admin/posts')).status).toBe(303)
    served.tell({ shiftMs: 0 })
    expect([200, 303]).toContain((await early.get('/admin/posts')).status)
  })

test.each(['America/St_Johns', 'Asia/Shanghai', 'UTC'].slice(0, isWhole ? times(1, 3) : 0))(
  'R17: with the server in %s, the site’s own time zone counts: over the change of the clocks and on a leap day',
  async zone => {
    const env = await prepareBlog('peopled', { TZ: zone })
    await withDatabase(env, db =>
      db.write(tx => tx.setting.create({ data: { name: 'timeZone', value: 'Europe/Berlin' } })),
    )
    const served = await serveBuilt(env)
    const agent = await signIn(served.url, PEOPLE.edith)
    // In Berlin the clocks go from 2 to 3 on March 29, and back from 3 to 2 on October 25, 2020.
    const moments = {
      '2020-02-29T23:30': '2020-02-29T22:30:00.000Z',
      '2020-03-29T01:59': '2020-03-29T00:59:00.000Z',
      '2020-03-29T03:00': '2020-03-29T01:00:00.000Z',
      '2020-10-25T01:59': '2020-10-24T23:59:00.000Z',
      '2020-10-25T03:00': '2020-10-25T02:00:00.000Z',
    }
    for (const local of Object.keys(moments)) await publish(agent, local, local)

    await withDatabase(env, async ({ read }) => {
      const posts = await read.post.findMany({ orderBy: { id: 'asc' } })
      const stored = posts.map(({ title, publishedAt }) => [title, publishedAt?.toISOString()])
      expect(Object.fromEntries(stored)).toEqual(moments)
    })
    expect(await listTitles(served)).toEqual(Object.keys(moments).reverse())
    const archive = await (await fetch(`${served.url}/archive/2020/02`)).text()
    expect(archive).toContain('2020-02-29T23:30')
  },
)
