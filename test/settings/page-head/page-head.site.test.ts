import { expect, test } from 'vitest'
import { openSite } from '../../support/site.ts'

test('what an admin adds to the head stands on every page, and the style is a file that lasts', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await site.page('/')

  const answer = await adam.post('/admin/settings/head').type('form').send({
    customCss: ':root { --accent: </style>red }',
    headTags: '<link rel="me" href="https://social.example/@ann?a=1&amp;b=2">',
  })

  expect(answer.status).toBe(303)
  const { $ } = await site.page('/')
  expect($('link[rel=me]').attr('href')).toBe('https://social.example/@ann?a=1&b=2')
  const address = String($('link[rel=stylesheet]').last().attr('href'))
  const styles = await site.page(address)
  expect(address).toMatch(/^\/custom\.css\?v=[0-9a-f]{12}$/)
  expect(styles.text).toBe(':root { --accent: </style>red }')
  expect(styles.headers['content-type']).toBe('text/css; charset=utf-8')
  expect(styles.headers['cache-control']).toContain('immutable')
  const shown = await site.page('/admin/settings/head', adam)
  expect(shown.$('[name=headTags]').val()).toContain('a=1&amp;b=2')
})

test('a mistake is explained at its line, and nothing is stored', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  const wrong = await adam
    .post('/admin/settings/head')
    .type('form')
    .send({ customCss: 'a {}', headTags: '\n<link rel="stylesheet" href="/x">' })
  const large = await adam
    .post('/admin/settings/head')
    .type('form')
    .send({ customCss: 'é'.repeat(33_000) })

  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('Line 2: This rel is not among those allowed')
  expect(large.status).toBe(422)
  const styles = await site.page('/custom.css')
  expect([styles.status, styles.text]).toEqual([200, ''])
  expect(styles.headers['content-type']).toBe('text/css; charset=utf-8')
})

test('tags that were changed by hand to what is not allowed are left out', async () => {
  const site = await openSite()
  const value = JSON.stringify([{ element: 'meta', attributes: [['http-equiv', 'refresh']] }])
  await site.db.write(tx => tx.setting.create({ data: { name: 'headTags', value } }))

  expect((await site.page('/')).$('meta[http-equiv]')).toHaveLength(0)
})
