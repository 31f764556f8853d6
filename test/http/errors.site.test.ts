import supertest from 'supertest'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { sql } from '../../src/db/doors.ts'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

test('S83: what breaks is a 500 that tells nothing of it', async () => {
  const site = await openSite({ expectErrors: true })
  await breakPosts(site)

  const { status, text, headers, $ } = await site.page('/')

  expect(status).toBe(500)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['cache-control']).toBe('no-store')
  expect($('h1').text()).toBe('Something went wrong')
  expect(text).not.toMatch(/posts\b(?!")|gone|prisma|sql|SELECT|no such|does not exist|at .*:\d+/i)
})

test('S83: JSON clients get the same as JSON', async () => {
  const site = await openSite({ expectErrors: true })
  await breakPosts(site)

  const answer = await supertest(site.app).get('/').set('Accept', 'application/json')

  expect(answer.status).toBe(500)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(JSON.parse(answer.text)).toEqual({
    title: 'Internal Server Error',
    status: 500,
    detail: 'The error was logged. Go back and try again.',
  })
})

test.each([
  ['text/html', 'text/html'],
  ['*/*', 'text/html'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html'],
  ['application/json', 'application/problem+json'],
  ['application/problem+json, application/json', 'application/problem+json'],
])('an error for who accepts %s is %s', async (accept, type) => {
  const site = await openSite()

  const answer = await supertest(site.app).get('/none').set('Accept', accept)

  expect(answer.status).toBe(404)
  expect(answer.headers['content-type']).toContain(type)
})

test('an error is said in the language of the person, else of the site', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  await site.db.write(tx => tx.user.update({ where: { id: 1 }, data: { language: 'zh-CN' } }))

  expect((await site.page('/none')).$('html').attr('lang')).toBe('en')
  expect((await site.page('/none', alice)).$('html').attr('lang')).toBe('zh-CN')
  await site.db.write(tx => tx.setting.create({ data: { name: 'language', value: 'zh-CN' } }))
  expect((await site.page('/none')).$('html').attr('lang')).toBe('zh-CN')
})

test('S83: while the database cannot be written a change is 503, and reading goes on', async () => {
  const site = await openSite({ expectErrors: true })
  await addPost(site, { title: 'Tide' })
  const alice = await site.signIn('alice')
  const failing = createApp({ ...site.context, db: { ...site.db, write: refuseWrite } })
  const cookie = await cookieOf(site)

  const answer = await supertest(failing)
    .post('/admin/posts')
    .set({ Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' })
    .type('form')
    .send({ title: 'x', body: 'y', status: 'draft' })

  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5'])
  expect(answer.text).toContain('Nothing can be saved just now')
  expect(answer.text).not.toMatch(/SQLITE|readonly/)
  expect((await supertest(failing).get('/posts/tide')).status).toBe(200)
  expect((await site.page('/account', alice)).status).toBe(200)
})

test('S83: without a database nobody is let in, and a browser gets a page', async () => {
  const site = await openSite({ expectErrors: true })
  const cookie = await cookieOf(site)
  await site.db.write(tx => tx.execute(sql`ALTER TABLE sessions RENAME TO gone`))

  const answer = await supertest(site.app).get('/admin/posts').set('Cookie', cookie)
  expect(answer.status).toBe(500)
  await site.db.write(tx => tx.execute(sql`ALTER TABLE settings RENAME TO gone_too`))
  const page = await site.page('/')

  expect(page.status).toBe(500)
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.$('h1').text()).toBe('Something went wrong')
})

test('S42: what looks like a template is shown as it was written', async () => {
  const site = await openSite()
  const hostile = '<%= process.env %> {{7*7}} ${7*7} {% x %}'
  await site.db.write(tx => tx.setting.create({ data: { name: 'title', value: hostile } }))
  await addPost(site, { title: hostile, body: hostile, slug: 'odd' })

  const { text, $ } = await site.page('/posts/odd?settings[view options][outputFunctionName]=x')

  expect($('.site-title').text()).toBe(hostile)
  expect($('h1').first().text().trim()).toBe(hostile)
  expect(text).not.toContain('49')
})

const refuseWrite = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('readonly'), { originalCode: 'SQLITE_READONLY' }))

function breakPosts({ db }: Site): Promise<number> {
  return db.write(tx => tx.execute(sql`ALTER TABLE posts RENAME TO gone`))
}

async function cookieOf(site: Site): Promise<string> {
  const credentials = { email: 'alice@example.com', password: 'correct horse battery' }
  const { headers } = await site.agent().post('/login').type('form').send(credentials)
  return String(headers['set-cookie']).split(';')[0] ?? ''
}
