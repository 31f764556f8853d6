import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'

const GOOD = `
[a](/) [b](/posts/there) [c](/posts/there#user-content-part) [d](/tags/t) [e](/tags/t/feed.xml)
[f](/categories/c) [g](/authors/alice) [h](/archive/2026/03) [i](/feed.xml) [j](/search?q=x)
[k](https://elsewhere.example/x) [l](#own) [m](/posts/there#:~:text=x) [n](/admin/posts)
`

test('links that arrive are no problem', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await addPost(site, { title: 'There', body: '# Part', tags: ['t'], category: 'C' })
  await addPost(site, { title: 'Source', body: GOOD })

  const { $ } = await site.page('/admin/links', alice)

  expect($('.broken-links')).toHaveLength(0)
  expect($('.empty h2').text()).toBe('Every link arrives')
})

test('each problem is found, counted and shown with the place where it stands', async () => {
  const { site, alice, source } = await openBroken()

  const { $ } = await site.page('/admin/links', alice)

  const tabs = $('.tabs a')
    .toArray()
    .map(tab => $(tab).text().replace(/\s+/g, ' '))
  expect(tabs).toEqual([
    ...['All problems 6', 'Lead nowhere 1', 'Redirected 1', 'Missing anchors 2'],
    ...['Missing files 1', 'Lead to hidden posts 1'],
  ])
  expect(listRows($)).toEqual([
    '/media/none.png: There is no such file in the media.',
    '/posts/draft: A draft, scheduled or in the trash: readers do not see it.',
    '/posts/former: Redirects to /posts/there',
    '/posts/none: There is nothing at this address.',
    '/posts/there#none: The page has no such anchor.',
    '/posts/there#part: The page has no such anchor.',
  ])
  expect($('.row-title a').first().attr('href')).toMatch(
    new RegExp(`^/admin/posts/${source.id}/edit\\?find=%2F(posts|media)%2F`),
  )
})

test('the list is narrowed to one problem, and to addresses with a text in them', async () => {
  const { site, alice } = await openBroken()

  const one = await site.page('/admin/links?problem=anchor', alice)
  const other = await site.page('/admin/links?q=%2FDRAFT', alice)
  const none = await site.page('/admin/links?q=100%25', alice)

  expect(listRows(one.$)).toHaveLength(2)
  expect(one.$('[aria-current=page]').text()).toContain('Missing anchors')
  expect(listRows(other.$)).toEqual([expect.stringContaining('/posts/draft')])
  expect(none.$('.empty h2').text()).toBe('Nothing matches')
})

test('what is redirected, and an anchor without its prefix, is rewritten from the page', async () => {
  const { site, alice } = await openBroken()
  const page = await site.page('/admin/links', alice)
  const offers = page
    .$('.row-actions a')
    .toArray()
    .map(link => page.$(link).attr('href') ?? '')

  for (const url of offers) {
    const { searchParams } = new URL(url, site.url)
    const ids = (await site.page(url, alice))
      .$('[name=ids]')
      .toArray()
      .map(box => box.attribs['value'] ?? '')
    const sent = { from: searchParams.getAll('from'), to: searchParams.get('to') ?? '', ids }
    expect((await sendForm(alice, '/admin/links/rewrite', sent)).status).toBe(303)
  }

  const left = await site.page('/admin/links', alice)
  expect(offers).toHaveLength(2)
  expect(listRows(left.$)).toEqual([
    expect.stringContaining('/media/none.png'),
    expect.stringContaining('/posts/draft'),
    expect.stringContaining('/posts/none'),
    expect.stringContaining('/posts/there#none'),
  ])
})

test('a draft may lead to a draft, and what is in the trash is nobody’s worry', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await addPost(site, { title: 'Draft', status: 'draft' })
  await addPost(site, { title: 'Other', status: 'draft', body: '[a](/posts/draft)' })
  const { id } = await addPost(site, { title: 'Gone', body: '[a](/posts/none)' })

  await sendForm(alice, `/admin/posts/${id}/delete`)

  expect(listRows((await site.page('/admin/links', alice)).$)).toEqual([])
})

test('an author sees the links of own posts, an editor all', async () => {
  const { site } = await openBroken()
  const [bob, edith] = [await site.signIn('bob'), await site.signIn('edith')]

  expect(listRows((await site.page('/admin/links', bob)).$)).toEqual([])
  expect(listRows((await site.page('/admin/links', edith)).$)).toHaveLength(6)
})

test('posts that nothing links to are listed; a link to a former address counts', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'Renamed' })
  await addPost(site, { title: 'Mentioned', body: '[me](/posts/mentioned)' })
  await addPost(site, { title: 'Lonely', body: '[a](/posts/renamed) [b](/posts/mentioned)' })
  await addPost(site, { title: 'Draft', status: 'draft' })
  await sendForm(alice, `/admin/posts/${id}`, { version: '1', slug: 'other' })

  const { $ } = await site.page('/admin/links/orphans', alice)

  expect(
    $('.row-title')
      .toArray()
      .map(title => $(title).text()),
  ).toEqual(['Lonely'])
})

test('the editor shows what links to a post, to an author only what they may see', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'Here' })
  await addPost(site, { title: 'Mine', body: '[a](/posts/here)', status: 'draft' })
  await addPost(site, { title: 'Public', body: '[a](/posts/here)', author: 'bob' })
  await addPost(site, { title: 'Secret', body: '[a](/posts/here)', author: 'bob', status: 'draft' })
  await sendForm(alice, `/admin/posts/${id}`, { version: '1', slug: 'there' })

  const { $ } = await site.page(`/admin/posts/${id}/edit`, alice)

  expect(
    $('.links-here a')
      .toArray()
      .map(link => [$(link).text(), $(link).attr('href')]),
  ).toEqual([
    ['Public', '/posts/public'],
    ['Mine', `/admin/posts/${id + 1}/edit`],
  ])
})

const BAD = `
[a](/posts/none) [b](/posts/former) [c](/posts/there#part) [d](/posts/there#none)
![e](/media/none.png) [f](/posts/draft)
`

async function openBroken(): Promise<{ site: Site; alice: Agent; source: { id: number } }> {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'Former', body: '# Part' })
  await addPost(site, { title: 'Draft', status: 'draft' })
  const source = await addPost(site, { title: 'Source', body: BAD })
  await sendForm(alice, `/admin/posts/${id}`, { version: '1', slug: 'there' })
  return { site, alice, source }
}

const listRows = ($: Awaited<ReturnType<Site['page']>>['$']): string[] =>
  $('.broken-links > li')
    .toArray()
    .map(row => `${$(row).find('.address').text()}: ${$(row).find('.row-note').text()}`)
    .sort()
