import { expect, test } from 'vitest'
import { PASSWORD } from '../../support/people.ts'
import { readLetters } from '../../support/letters.ts'
import { openSite, type Site } from '../../support/site.ts'

const NEW = 'a better long password'

const ask = (site: Site, email: string) =>
  site.agent().post('/forgot-password').type('form').send({ email })

async function getLink(site: Site, email = 'alice@example.com'): Promise<string> {
  await ask(site, email)
  return (await readLetters(site)).at(-1)?.link ?? ''
}

const reset = (site: Site, link: string, password = NEW) =>
  site.agent().post(link).type('form').send({ password })

const signIn = (site: Site, password: string) =>
  site.agent().post('/login').type('form').send({ email: 'alice@example.com', password })

test('S12: who forgot the password chooses a new one by a letter; all sessions end', async () => {
  const site = await openSite()
  const before = await site.signIn('alice')

  const link = await getLink(site)
  const page = await site.page(link)
  const done = await reset(site, link)

  expect([page.status, done.status, done.headers['location']]).toEqual([200, 303, '/login'])
  expect((await before.get('/admin/posts')).status).toBe(303)
  expect((await signIn(site, PASSWORD)).status).toBe(422)
  expect((await signIn(site, NEW)).status).toBe(303)
})

test('S12: a link works once, for half an hour, and only while the old password stands', async () => {
  const site = await openSite()
  const used = await getLink(site)
  await reset(site, used)
  const old = await getLink(site)
  const newer = await getLink(site)
  const again = await reset(site, used)
  const replaced = await reset(site, old)
  site.setNow('2026-03-04T05:36:08Z')
  const late = await reset(site, newer)

  const fresh = await getLink(site)
  await site.db.write(tx =>
    tx.user.updateMany({ where: { username: 'alice' }, data: { passwordHash: 'another' } }),
  )
  const outrun = await reset(site, fresh)

  const statuses = [again, replaced, late, outrun].map(({ status }) => status)
  expect(statuses).toEqual([404, 404, 404, 404])
})

test('S12: of two who use one link at once, one sets the password', async () => {
  const site = await openSite()
  const link = await getLink(site)

  const answers = await Promise.all([reset(site, link, `${NEW} 1`), reset(site, link, `${NEW} 2`)])

  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404])
})

test('S12: the link leads to the configured site, whatever the request says of its host', async () => {
  const site = await openSite({ config: { baseUrl: new URL('https://blog.example.org') } })
  await site
    .agent()
    .post('/forgot-password')
    .set({ 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' })
    .type('form')
    .send({ email: 'alice@example.com' })

  const [letter] = await readLetters(site)

  expect(letter?.text).toContain('https://blog.example.org/reset-password/')
  expect(letter?.text).not.toContain('evil')
})

test('S10: the answer is the same whether the account exists or not, and is disabled or not', async () => {
  const site = await openSite()
  await site.db.write(tx =>
    tx.user.updateMany({ where: { username: 'bob' }, data: { disabled: true } }),
  )

  const answers = [
    await ask(site, 'alice@example.com'),
    await ask(site, 'bob@example.com'),
    await ask(site, 'nobody@example.com'),
  ]

  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  expect((await readLetters(site)).map(({ to }) => to)).toEqual(['alice@example.com'])
})

test('S12: the secret is stored as a hash only', async () => {
  const site = await openSite()
  const link = await getLink(site)

  const stored = JSON.stringify(await site.db.read.token.findMany())

  expect(stored).not.toContain(link.split('/').at(-1))
})

test('S1: a password that is too short is refused, and the link still works', async () => {
  const site = await openSite()
  const link = await getLink(site)

  const short = await reset(site, link, 'short')
  const good = await reset(site, link)

  expect([short.status, good.status]).toEqual([422, 303])
  expect(short.text).toContain('at least 12 characters')
})

test('S8: nobody asks for letters without end', async () => {
  const site = await openSite()

  const statuses: number[] = []
  for (let n = 0; n < 10; n += 1) statuses.push((await ask(site, 'alice@example.com')).status)

  expect(statuses.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 200))
  expect(statuses.slice(8)).toEqual([429, 429])
})
