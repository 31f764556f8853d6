import { expect, test } from 'vitest'
import { readThemes, shippedAbout } from '../../../src/settings/theme/themes.ts'
import { addPost } from '../../support/builders.ts'
import { openSite } from '../../support/site.ts'

const nameOf = (href: string | undefined) => /\/themes\/([\w-]+)\//.exec(href ?? '')?.[1]

test('an admin looks at the site in a theme, and readers see it only when it is chosen', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await addPost(site, { title: 'A walk' })
  const themeOf = async (agent = site.agent(), path = '/') =>
    nameOf((await site.page(path, agent)).$('link[rel=stylesheet]').attr('href'))
  const send = (action: string) =>
    adam.post('/admin/settings/theme').type('form').send({ theme: 'folio', action })

  const preview = await send('preview')
  expect([preview.status, preview.headers['location']]).toEqual([303, '/'])
  expect(await themeOf(adam, '/posts/a-walk')).toBe('folio')
  expect(await themeOf()).toBe('margin')
  await send('leave')
  expect(await themeOf(adam)).toBe('margin')

  await send('use')
  expect(await themeOf()).toBe('folio')
  expect((await site.page('/')).$('.masthead-title').text()).toBe('Blext')
})

test('an unknown theme is refused, and a site whose theme is gone has the first', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  const answer = await adam.post('/admin/settings/theme').type('form').send({ theme: '../admin' })
  expect(answer.status).toBe(422)

  await site.db.write(tx => tx.setting.create({ data: { name: 'theme', value: 'gone' } }))
  expect((await site.page('/')).$('.site-title').text()).toBe('Blext')
})

test('a theme’s style sheet lasts under its own address; its views are nobody’s to read', async () => {
  const site = await openSite()
  const { $ } = await site.page('/')

  const styles = await site.page(String($('link[rel=stylesheet]').attr('href')))

  expect(styles.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(styles.text).toContain('--paper')
  expect((await site.agent().get('/themes/margin/source-serif.woff2')).status).toBe(200)
  for (const path of ['/themes/margin/top.ejs', '/themes/margin/..%2ftop.ejs', '/themes/x/a.png']) {
    expect((await site.page(path)).status, path).toBe(404)
  }
})

test('what the themes say of themselves is in the catalogues', () => {
  expect(readThemes().map(({ about }) => about)).toEqual(shippedAbout)
})
