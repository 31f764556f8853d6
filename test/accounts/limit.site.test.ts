import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createListener } from '../../src/app.ts'
import { closeContext, openContext } from '../../src/context.ts'
import { PASSWORD } from '../support/people.ts'
import { openAgent, openSite, type Site } from '../support/site.ts'
import { times } from '../support/times.ts'

const BEHIND_ONE_PROXY = { config: { trustProxy: 1 } }

test('S8: after eight failures the ninth attempt is refused for a while, right or wrong', async () => {
  const site = await openSite()

  expect(await failTimes(site, 8)).toEqual(Array(8).fill(422))
  const refused = await attempt(site, {})

  expect(refused.status).toBe(429)
  expect(refused.text).toContain('Too many failed attempts')
  expect(refused.text).toContain('value="alice@example.com"')
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(900)
  site.setNow('2026-03-04T05:21:08Z')
  expect((await attempt(site, {})).status).toBe(303)
})

test('S8: a hundred attempts at once are a hundred', async () => {
  const site = await openSite()

  const answers = await Promise.all(
    Array.from({ length: 100 }, () => attempt(site, { password: 'wrong' })),
  )

  expect(answers.filter(({ status }) => status === 422).length).toBeLessThanOrEqual(8)
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(92)
})

test('S8: who owns the account still gets in from elsewhere', async () => {
  const site = await openSite(BEHIND_ONE_PROXY)
  await failTimes(site, 9, '203.0.113.7')

  expect((await attempt(site, { from: '203.0.113.7' })).status).toBe(429)
  expect((await attempt(site, { from: '198.51.100.1' })).status).toBe(303)
})

test('S8: one password tried on many names is limited too', async () => {
  const site = await openSite()
  const statuses = []

  for (let n = 0; n < 42; n += 1) {
    statuses.push((await attempt(site, { email: `person${n}@example.com` })).status)
  }

  expect(statuses.slice(0, 40)).toEqual(Array(40).fill(422))
  expect(statuses.slice(40)).toEqual([429, 429])
})

test('S8: only failures count', async () => {
  const site = await openSite()

  for (let round = 0; round < 6; round += 1) {
    expect(await failTimes(site, 6)).toEqual(Array(6).fill(422))
    expect((await attempt(site, {})).status).toBe(303)
  }

  const left = await site.db.read.attempt.findMany()
  expect(left.map(({ count }) => count)).toEqual([36])
})

test('S8: the count stands in the database and does not grow for ever', async () => {
  const site = await openSite()
  await attempt(site, { email: 'a'.repeat(100_000), password: 'wrong' })
  await attempt(site, { email: 'alice@example.com', password: 'wrong' })
  const before = await site.db.read.attempt.findMany()

  site.setNow('2026-03-04T06:00:00Z')
  await attempt(site, { email: 'bob@example.com', password: 'wrong' })

  expect(before).toHaveLength(3)
  expect(Math.max(...before.map(({ key }) => key.length))).toBeLessThan(400)
  expect(await site.db.read.attempt.count()).toBe(2)
})

test('S8: the limit holds over a restart', async () => {
  const site = await openSite()
  await failTimes(site, 8)
  const { config, log, renderer, now } = site.context

  const context = await openContext(config, { log, renderer, now })
  onTestFinished(() => closeContext(context))
  const restarted = openAgent(createServer(createListener(context)))
  const answer = await restarted
    .post('/login')
    .type('form')
    .send({ email: 'alice@example.com', password: PASSWORD })

  expect(answer.status).toBe(429)
})

test.each(['/login', '/forgot-password', '/signup'])(
  'S8: names without end at %s fill no table',
  async path => {
    const site = await openSite({ config: { signup: 'open' } })
    const ask = (n: number) =>
      site
        .agent()
        .post(path)
        .type('form')
        .send({ username: `n${n}`, email: `${n}@example.com`, password: 'tide and lamp and rope' })

    for (let n = 0; n < times(50, 5_000); n += 1) await ask(n)

    expect((await ask(0)).status).toBe(429)
    expect(await site.db.read.attempt.count()).toBeLessThanOrEqual(42)
  },
  times(1, 20) * 60_000,
)

test('S8, S9: who has a whole network of IPv6 addresses has one limit', async () => {
  const site = await openSite(BEHIND_ONE_PROXY)

  for (let n = 0; n < 8; n += 1) {
    await attempt(site, { password: 'wrong', from: `2001:db8:1:${n}::${n}` })
  }

  expect((await attempt(site, { from: '2001:db8:1:99::1' })).status).toBe(429)
  expect((await attempt(site, { from: '2001:db8:2::1' })).status).toBe(303)
})

test('S9: forged addresses change nothing when no proxy is trusted', async () => {
  const site = await openSite()

  for (let n = 0; n < 8; n += 1) await attempt(site, { password: 'wrong', from: `203.0.113.${n}` })

  expect((await attempt(site, { from: '203.0.113.99' })).status).toBe(429)
})

test('S9: behind one proxy only the last hop counts', async () => {
  const site = await openSite(BEHIND_ONE_PROXY)

  for (let n = 0; n < 8; n += 1) {
    await attempt(site, { password: 'wrong', from: `198.51.100.${n}, 203.0.113.7` })
  }

  expect((await attempt(site, { from: '198.51.100.99, 203.0.113.7' })).status).toBe(429)
  expect((await attempt(site, { from: '203.0.113.7, 198.51.100.99' })).status).toBe(303)
})

test('S5: a new password needs the current one, and guesses at it are limited', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const change = (currentPassword: string) =>
    alice
      .post('/account/password')
      .type('form')
      .send({ currentPassword, password: 'rope and tide and lamp' })

  for (let n = 0; n < 8; n += 1) {
    const answer = await change('wrong')
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('This is not your current password.')
  }
  const limited = await change(PASSWORD)

  expect(limited.status).toBe(422)
  expect(limited.text).toContain('Too many failed attempts')
  await site.signIn('alice')
})

type Attempt = { email?: string; password?: string; from?: string }

function attempt(site: Site, { from, ...typed }: Attempt) {
  const forged = { 'X-Forwarded-For': from, 'X-Real-IP': from, Forwarded: `for=${from}` }
  const fields = { email: 'alice@example.com', password: PASSWORD, ...typed }
  const request = site.agent().post('/login').type('form')
  return (from === undefined ? request : request.set(forged)).send(fields)
}

async function failTimes(site: Site, count: number, from?: string): Promise<number[]> {
  const statuses = []
  for (let n = 0; n < count; n += 1) {
    const where = from === undefined ? {} : { from }
    statuses.push((await attempt(site, { password: 'wrong', ...where })).status)
  }
  return statuses
}
