import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'
import { damage, loseRules } from './damage.ts'

const ROW = `INSERT INTO blog_tag (post_id, tag_id, position, added_at)
  VALUES (1, 1, 5, '2026-01-01T00:00:00.000+00:00')`

test('the page says what is wrong, repairs it, and takes the repair back', async () => {
  const site = await openSite()
  await addPost(site, { title: 'A walk', tags: ['river'] })
  await loseRules(site, ['blog_tag'])
  await damage(site, [ROW])
  const adam = await site.signIn('adam')

  const found = await site.page('/admin/doctor', adam)
  const repaired = await adam.post('/admin/doctor/repair')
  const after = await site.page('/admin/doctor', adam)
  const report = after.$('input[name=report]').attr('value')
  const undone = await adam.post('/admin/doctor/undo').type('form').send({ report })
  const last = await site.page('/admin/doctor', adam)

  expect(found.text).toContain('A post has the same tag more than once.')
  expect(repaired).toMatchObject({ status: 303, headers: { location: '/admin/doctor' } })
  expect(after.text).toContain('Nothing is wrong')
  expect(after.text).toContain('Repaired.')
  expect(undone.status).toBe(303)
  expect(last.text).toContain('Not taken back:')
  expect(last.$('input[name=report]')).toHaveLength(0)
})

test('an undo of a report that does not exist is 404, wherever it points', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  for (const report of ['', 'nothing.json', '../session-secret', '../../etc/passwd']) {
    const answer = await adam.post('/admin/doctor/undo').type('form').send({ report })
    expect(answer.status, report).toBe(404)
  }
})

test('only an admin sees the doctor', async () => {
  const site = await openSite()

  for (const person of ['alice', 'edith'] as const) {
    const agent = await site.signIn(person)
    expect((await agent.get('/admin/doctor')).status).toBe(404)
    expect((await agent.post('/admin/doctor/repair')).status).toBe(404)
    expect((await agent.post('/admin/doctor/undo')).status).toBe(404)
  }
})
