import supertest from 'supertest'
import { expect, test } from 'vitest'
import { openSite, type Site } from '../support/site.ts'
import { giveToken, openScript } from './holder.ts'

test('a token is made in the account, shown once, works, is stored as a hash only, and can be revoked', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const made = await alice
    .post('/account/tokens')
    .type('form')
    .send({ name: 'Backup', scopes: ['read', 'write'], days: '30' })
  const [secret = ''] = /blext_[\w-]+/.exec(made.text) ?? []
  const works = await ask(site, secret)
  const page = await site.page('/account/tokens', alice)
  const row = await site.db.read.token.findFirstOrThrow()
  await alice.post(`/account/tokens/${row.id}/revoke`).type('form').send({})
  const revoked = await ask(site, secret)

  expect([made.status, works.status, revoked.status]).toEqual([201, 200, 401])
  expect(page.text).not.toContain(secret)
  expect(page.text).toContain('Backup')
  expect(JSON.stringify(row)).not.toContain(secret.slice(6))
  expect(row.lastUsedAt).toEqual(site.now())
})

test('a token without a name, or that may do nothing, comes back with a message at the field', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await alice.post('/account/tokens').type('form').send({ name: '', days: '30' })

  expect(answer.status).toBe(422)
  expect(answer.text).toContain('Name the token')
  expect(answer.text).toContain('Choose what the token may do')
  expect(await site.db.read.token.count()).toBe(0)
})

test('nobody revokes the token of another person', async () => {
  const site = await openSite()
  const secret = await giveToken(site, 'alice')
  const { id } = await site.db.read.token.findFirstOrThrow()
  const adam = await site.signIn('adam')

  await adam.post(`/account/tokens/${id}/revoke`).type('form').send({})

  expect((await ask(site, secret)).status).toBe(200)
})

test('a token ends at its time, and with the account of its owner', async () => {
  const site = await openSite()
  const short = await giveToken(site, 'alice', { expiresAt: new Date('2026-03-05T00:00:00Z') })
  const long = await giveToken(site, 'alice')

  const before = await ask(site, short)
  site.setNow('2026-03-05T00:00:00Z')
  const ended = await ask(site, short)
  await site.db.write(tx =>
    tx.user.updateMany({ where: { username: 'alice' }, data: { disabled: true } }),
  )
  const disabled = await ask(site, long)

  expect([before, ended, disabled].map(({ status }) => status)).toEqual([200, 401, 401])
})

test('without a token, with a wrong one, or with a session instead, the answer is 401 as a problem', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  const answers = [
    await supertest(site.app).get('/api/v1/posts'),
    await ask(site, 'blext_none'),
    await ask(site, ''),
    await adam.get('/api/v1/posts'),
  ]

  for (const { status, headers, body } of answers) {
    expect(status).toBe(401)
    expect(headers['content-type']).toContain('application/problem+json')
    expect(headers['www-authenticate']).toBe('Bearer')
    expect(body).toMatchObject({ title: 'Unauthorized', status: 401 })
  }
})

test('a token does only what its scopes say', async () => {
  const site = await openSite()
  const reader = await openScript(site, 'edith', { scopes: ['read'] })
  const writer = await openScript(site, 'edith', { scopes: ['write'] })

  const answers = [
    await reader.call('get', '/posts'),
    await reader.call('post', '/posts', { title: 'No' }),
    await reader.call('post', '/tags', { name: 'No' }),
    await writer.call('get', '/posts'),
    await writer.call('post', '/posts', { title: 'Yes' }),
    await writer.call('post', '/tags', { name: 'No' }),
  ]

  expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403, 201, 403])
})

test('S74: who asks too often is told to wait', async () => {
  const site = await openSite()
  const statuses = new Set<number>()
  let last = await ask(site, '')

  for (let n = 0; n < 310 && last.status !== 429; n += 1) {
    last = await ask(site, '')
    statuses.add(last.status)
  }

  expect([...statuses]).toEqual([401, 429])
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
  expect(last.headers['ratelimit']).toContain('r=0')
})

const ask = ({ app }: Site, secret: string) =>
  supertest(app).get('/api/v1/posts').set('Authorization', `Bearer ${secret}`)
