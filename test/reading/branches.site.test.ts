import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

async function setParent(site: Site, kind: 'tag' | 'category', child: string, parent: string) {
  const where = { slug: child }
  const find = (slug: string) =>
    kind === 'tag'
      ? site.db.read.tag.findUniqueOrThrow({ where: { slug } })
      : site.db.read.category.findUniqueOrThrow({ where: { slug } })
  const data = { parentId: (await find(parent)).id }
  await site.db.write(async tx => {
    if (kind === 'tag') await tx.tag.update({ where, data })
    else await tx.category.update({ where, data })
  })
}

test('the page and the count of a tag include what stands below it, each post once', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Types', tags: ['typescript', 'programming'] })
  await addPost(site, { title: 'Promises', tags: ['javascript'] })
  await addPost(site, { title: 'Pointers', tags: ['programming'] })
  await addPost(site, { title: 'Unfinished', tags: ['typescript'], status: 'draft' })
  await setParent(site, 'tag', 'typescript', 'javascript')
  await setParent(site, 'tag', 'javascript', 'programming')

  const programming = await site.page('/tags/programming')
  const javascript = await site.page('/tags/javascript')
  const tags = await site.page('/tags')

  const titles = (page: typeof programming) =>
    ['Types', 'Promises', 'Pointers', 'Unfinished'].filter(title => page.text.includes(title))
  expect(titles(programming)).toEqual(['Types', 'Promises', 'Pointers'])
  expect(titles(javascript)).toEqual(['Types', 'Promises'])
  expect(tags.$('main').text().replace(/\s+/g, ' ')).toMatch(
    /javascript ?2.*programming ?3.*typescript ?1/,
  )
})

test('a parent without posts of its own is found through its children', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Types', category: 'TypeScript' })
  await addPost(site, { title: 'Draft', category: 'Languages', status: 'draft' })
  expect((await site.page('/categories/languages')).status).toBe(404)

  await setParent(site, 'category', 'typescript', 'languages')

  const languages = await site.page('/categories/languages')
  expect(languages.status).toBe(200)
  expect(languages.text).toContain('Types')
  expect((await site.page('/categories')).text).toContain('/categories/languages')
  expect((await site.page('/categories/languages/feed.xml')).text).toContain('Types')
})
