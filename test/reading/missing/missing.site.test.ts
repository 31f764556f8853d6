import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { openSite } from '../../support/site.ts'

test('where nothing is, readers get a search and the posts that they may have meant', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Footnotes deserve better' })
  await addPost(site, { title: 'Footpaths', status: 'draft' })
  await addPost(site, { title: 'Bread' })

  const { status, headers, $ } = await site.page('/posts/footnots-deserve-beter')

  expect(status).toBe(404)
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['set-cookie']).toBeUndefined()
  expect($('form[action="/search"] [name=q]')).toHaveLength(1)
  expect($('.related a').first().text()).toBe('Footnotes deserve better')
  expect($('.related').text()).not.toContain('Footpaths')
  expect($('meta[name=robots]').attr('content')).toBe('noindex')
})

test.each(['/wp-admin/setup.php', '/%E0%A4', '/posts/%00', `/${'a'.repeat(3000)}`, '/posts/数据'])(
  'nothing breaks at %s',
  async path => {
    const site = await openSite()

    expect([400, 404]).toContain((await site.page(path)).status)
  },
)

test('what is closed, and what programs ask for, looks as it did', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const closed = await site.page('/admin/users', alice)
  const json = await site.agent().get('/nothing').set('Accept', 'application/json')

  expect(closed.$('form[action="/search"]')).toHaveLength(0)
  expect(json.headers['content-type']).toContain('application/problem+json')
})
