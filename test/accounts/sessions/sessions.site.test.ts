import { expect, test } from 'vitest'
import { nameDevice } from '../../../src/accounts/sessions/device.ts'
import { PASSWORD } from '../../support/people.ts'
import { openSite } from '../../support/site.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

test('S20: a person sees where they are signed in, and ends one session without the others', async () => {
  const site = await openSite()
  const here = await site.signIn('alice')
  const there = site.agent()
  await there
    .post('/login')
    .set('User-Agent', FIREFOX)
    .type('form')
    .send({ email: 'alice@example.com', password: PASSWORD })
  const bob = await site.signIn('bob')

  const page = await site.page('/account/sessions', here)
  const rows = page.$('.row').toArray()
  const other = page.$('form[action$="/end"]').attr('action') ?? ''
  await bob.post(other).type('form').send({})
  const untouched = await there.get('/admin/posts')
  await here.post(other).type('form').send({})

  expect(rows.length).toBe(2)
  expect(page.text).toContain('Firefox · Linux')
  expect(page.$('form[action$="/end"]').length).toBe(1)
  expect(untouched.status).toBe(200)
  expect((await there.get('/admin/posts')).status).toBe(303)
  expect((await here.get('/admin/posts')).status).toBe(200)
})

test('S15: the names of sessions in the list open none', async () => {
  const site = await openSite()
  const here = await site.signIn('alice')

  const { $ } = await site.page('/account/sessions', here)
  const rows = await site.db.read.session.findMany()
  const cookie = `blext=s%3A${rows[0]?.id}.x`

  expect($('.row').length).toBe(1)
  expect((await site.agent().get('/admin/posts').set('Cookie', cookie)).status).toBe(303)
})

test.each([
  [FIREFOX, 'Firefox · Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1',
    'Safari · iOS',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge · Windows'],
  ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36', 'Chrome · Android'],
  ['curl/8', ''],
])('%s is %s', (agent, name) => {
  expect(nameDevice(agent)).toBe(name)
})
