import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { openSite, type Site } from '../support/site.ts'

const TOKEN = 'a-token-for-prometheus'

test('there are no metrics where no token is configured', async () => {
  const { page } = await openSite()

  expect((await page('/metrics')).status).toBe(404)
})

test('metrics are for who sends the token, not for who is signed in', async () => {
  const { app, signIn } = await openMeasured()
  const admin = await signIn('adam')

  expect((await admin.get('/metrics')).status).toBe(401)
  expect((await ask(app, `${TOKEN}x`)).status).toBe(401)
  const answer = await ask(app, TOKEN)
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(answer.headers['cache-control']).toBe('no-store')
})

test('each answer is counted under its route: rendered, kept and refused; no secret is a label', async () => {
  const { app, page, agent } = await openMeasured()
  await page('/')
  await page('/')
  await page('/posts/no-such-post')
  await agent().get('/reset-password/a-very-secret-token')
  await agent().post('/login').type('form').send({ email: 'nobody@example.com', password: 'x' })

  const { text } = await ask(app, TOKEN)

  const counts = countsOf(text)
  expect(counts['GET / 200']).toBe(1)
  expect(counts['GET kept page 200']).toBe(1)
  expect(counts['GET /posts/:slug 404']).toBe(1)
  expect(counts['POST /login 422']).toBe(1)
  expect(text).not.toContain('a-very-secret-token')
})

test('the size of the blog, its version, the disk and the process are measured when asked for', async () => {
  const { app, signIn } = await openMeasured()
  const admin = await signIn('adam')
  const post = { title: 'Tides', body: 'High.', status: 'published' }
  await admin.post('/admin/posts').type('form').send(post)

  const { text } = await ask(app, TOKEN)

  expect(text).toMatch(/^blext_published_posts 1$/m)
  expect(text).toMatch(/^blext_draft_posts 0$/m)
  expect(text).toMatch(/^blext_content_version [1-9]\d*$/m)
  expect(text).toMatch(/^blext_disk_free_bytes [1-9]\d*$/m)
  expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d*$/m)
  // Nothing was backed up, so there is nothing to say of it.
  expect(text).not.toMatch(/^blext_last_backup_restorable \d/m)
})

test('a number that cannot be had hides no other', async () => {
  const { app, context } = await openMeasured()
  const folder = join(context.config.dataDir, 'backups')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'last.json'), 'a file that was cut')

  const { status, text } = await ask(app, TOKEN)

  expect(status).toBe(200)
  expect(text).not.toMatch(/^blext_last_backup_restorable \d/m)
  expect(text).toMatch(/^blext_disk_free_bytes [1-9]\d*$/m)
})

const openMeasured = (): Promise<Site> => openSite({ config: { metricsToken: TOKEN } })

const ask = (app: Site['app'], token: string) =>
  supertest(app).get('/metrics').set('Authorization', `Bearer ${token}`)

function countsOf(text: string): Record<string, number> {
  const lines = text.matchAll(
    /^http_request_duration_seconds_count\{method="(.+?)",route="(.+?)",status="(\d+)"\} (\d+)$/gm,
  )
  return Object.fromEntries(
    [...lines].map(([, method, route, status, count]) => [
      `${method} ${route} ${status}`,
      Number(count),
    ]),
  )
}
