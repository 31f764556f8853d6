import { expect, test } from 'vitest'
import { labelOf } from '../../../src/accounts/audit/labels.ts'
import { createApp } from '../../../src/app.ts'
import { listAddresses } from '../../support/addresses.ts'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { openSite } from '../../support/site.ts'

test('S81: what was changed and what was refused stands in the trail: who, what, when, from where', async () => {
  const site = await openSite()
  const { id } = await addPost(site)
  const alice = await site.signIn(site.people.alice)
  const bob = await site.signIn(site.people.bob)

  await alice.post(`/admin/posts/${id}/delete`).type('form').send({})
  await bob.post('/admin/posts/empty-trash').type('form').send({})
  await site.agent().post('/login').type('form').send({ email: 'adam@example.com', password: 'x' })
  await site.context.background.idle()

  const lines = await site.db.read.audit.findMany({ orderBy: { id: 'asc' } })
  expect(lines.map(({ actorName, action }) => [actorName, action])).toEqual([
    ['alice', 'POST /login'],
    ['bob', 'POST /login'],
    ['alice', 'POST /admin/posts/:id/delete'],
    ['bob', 'refused (403) POST /admin/posts/empty-trash'],
    ['', 'refused (422) POST /login'],
  ])
  expect(lines[2]).toMatchObject({ subject: `/admin/posts/${id}/delete`, at: site.now() })
  expect(lines[2]?.address).toContain('127.0.0.1')
})

test('S82: no secret of an address is in the trail', async () => {
  const site = await openSite()

  await site.agent().post('/reset-password/very-secret').type('form').send({ password: 'x' })
  await site.agent().post('/login?token=very-secret').type('form').send({ password: 'very-secret' })
  await site.context.background.idle()

  expect(JSON.stringify(await site.db.read.audit.findMany())).not.toContain('very-secret')
})

async function openTrail() {
  const site = await openSite()
  const { id } = await addPost(site)
  const alice = await site.signIn(site.people.alice)
  await sendForm(alice, `/admin/posts/${id}/delete`)
  site.setNow('2026-03-06T05:06:07Z')
  const bob = await site.signIn(site.people.bob)
  await sendForm(bob, '/admin/posts/empty-trash')
  const adam = await site.signIn(site.people.adam)
  await site.context.background.idle()
  const shown = async (query: string) => {
    const { $ } = await site.page(`/admin/audit${query}`, adam)
    return $('.audit-line .row-title')
      .toArray()
      .map(title => $(title).text().replace(/\s+/g, ' ').trim())
  }
  return { site, adam, shown }
}

test('the trail says in words what was done, under its day', async () => {
  const { site, adam, shown } = await openTrail()

  expect(await shown('')).toEqual([
    ...['Signed in', 'Emptied the trash Refused (403)', 'Signed in'],
    ...['Moved a post to the trash', 'Signed in'],
  ])
  const { $ } = await site.page('/admin/audit', adam)
  const days = $('.audit-day')
    .toArray()
    .map(day => $(day).text())
  expect(days).toEqual(['Friday, March 6, 2026', 'Wednesday, March 4, 2026'])
})

test('it is narrowed by words, person, kind and day', async () => {
  const { site, adam, shown } = await openTrail()

  expect(await shown('?q=moved')).toEqual(['Moved a post to the trash'])
  expect(await shown('?q=/admin/posts/')).toHaveLength(2)
  expect(await shown('?person=bob')).toHaveLength(2)
  expect(await shown('?action=posts')).toHaveLength(2)
  expect(await shown('?action=refused')).toEqual(['Emptied the trash Refused (403)'])
  expect(await shown('?from=2026-03-05')).toHaveLength(3)
  expect(await shown('?until=2026-03-04')).toHaveLength(2)
  expect(await shown('?from=2026-03-04&until=2026-03-04&person=alice&action=sign-in')).toEqual([
    'Signed in',
  ])
  expect(await shown('?action=__proto__&from=2026-99-99&page=-1')).toHaveLength(5)
  const none = await site.page('/admin/audit?q=nothing-like-it', adam)
  expect(none.text).toContain('Nothing in the trail matches')
})

test('its pages keep the filter', async () => {
  const { site, adam } = await openTrail()
  const line = { at: site.now(), action: 'POST /login', subject: '/login', actorName: 'carla' }
  await site.db.record(tx =>
    tx.audit.createMany({ data: Array.from({ length: 60 }, () => ({ ...line })) }),
  )

  const first = await site.page('/admin/audit?person=carla', adam)
  const second = await site.page(first.$('a[rel=next]').attr('href') ?? '', adam)

  expect([first.$('.audit-line').length, second.$('.audit-line').length]).toEqual([50, 10])
  expect(second.$('#person').val()).toBe('carla')
})

test('S45: as CSV, no cell is a formula, and the filter holds', async () => {
  const { site, adam } = await openTrail()
  const names = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', 'a "quoted", one']
  const line = { at: site.now(), action: 'POST /login', subject: '/login', address: '::1' }
  await site.db.record(tx =>
    tx.audit.createMany({ data: names.map(actorName => ({ ...line, actorName })) }),
  )

  const whole = await adam.get('/admin/audit/export.csv')
  const ofBob = await adam.get('/admin/audit/export.csv?person=bob')

  expect(whole.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(whole.headers['content-disposition']).toContain('audit-2026-03-06.csv')
  const rows = whole.text.replace(/^\ufeff/u, '').split('\r\n')
  expect(rows[0]).toBe('Time,Person,What,Refused,Where,IP address')
  const people = rows.slice(1, 7).map(row => row.slice('2026-03-06T05:06:07.000Z,'.length))
  expect(people.map(row => row.replace(',Signed in,,/login,::1', ''))).toEqual([
    ...['"a ""quoted"", one"', "'\tx", "'@SUM(A1)", "'-1", "'+1", "'=1+1"],
  ])
  expect(whole.text).not.toMatch(/(?:^|,|")[=+\-@\t]/m)
  expect(ofBob.text.trim().split('\r\n')).toHaveLength(3)
})

test('every address that changes something has its words', async () => {
  const site = await openSite()
  const happensByItself = /\/(?:draft|presence|preview|parse|changes|suggest-tags)$/

  const wordless = listAddresses(createApp(site.context))
    .filter(({ method, path }) => method !== 'GET' && !happensByItself.test(path))
    .map(({ method, path }) => `${method} ${path}`)
    .filter(action => labelOf(action) === null)

  expect(wordless).toEqual([])
})

test('the database itself lets nobody change or remove a line; it stays when the account goes', async () => {
  const site = await openSite()
  const bob = await site.signIn(site.people.bob)
  await bob.post('/account').type('form').send({ displayName: 'Bobby' })
  await site.context.background.idle()
  const { id } = await site.db.read.audit.findFirstOrThrow({
    where: { actorName: 'bob', action: 'POST /account' },
  })

  const changing = site.db.write(tx => tx.audit.update({ where: { id }, data: { action: 'none' } }))
  await expect(changing).rejects.toThrow()
  await expect(site.db.write(tx => tx.audit.deleteMany())).rejects.toThrow()
  await site.db.write(tx => tx.user.deleteMany({ where: { username: 'bob' } }))

  const line = await site.db.read.audit.findUniqueOrThrow({ where: { id } })
  expect(line).toMatchObject({ actorName: 'bob', actorId: null, action: 'POST /account' })
})
