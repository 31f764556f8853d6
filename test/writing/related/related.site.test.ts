import { expect, test } from 'vitest'
import { relatePost } from '../../../src/writing/related/relate.ts'
import { addPost } from '../../support/builders.ts'
import { openSite, type Site } from '../../support/site.ts'

const readRelated = async (site: Site, slug: string) => {
  await site.context.background.idle()
  const { $ } = await site.page(`/posts/${slug}`)
  return $('.related a')
    .toArray()
    .map(link => $(link).text())
}

test('posts that share a rare tag come before those that share a common one', async () => {
  const site = await openSite()
  for (const name of ['One', 'Two', 'Three']) {
    await addPost(site, { title: name, body: `Plain ${name}.`, tags: ['notes'] })
  }
  await addPost(site, { title: 'Sourdough', body: 'Rye.', tags: ['notes', 'leaven'] })
  await addPost(site, { title: 'Rye bread', body: 'Wheat.', tags: ['notes', 'leaven'] })

  expect((await readRelated(site, 'rye-bread'))[0]).toBe('Sourdough')
})

test('without tags, the nearest text is related; drafts and what is in the trash are not shown', async () => {
  const site = await openSite()
  const body = 'The lighthouse keeper trims the lantern of the lighthouse.'
  await addPost(site, { title: 'Lantern', body })
  const { id } = await addPost(site, { title: 'Second lantern', body })
  await addPost(site, { title: 'Hidden lantern', body, status: 'draft' })
  await addPost(site, { title: 'Bread', body: 'Flour, water, salt.' })
  await addPost(site, { title: 'Keeper', body })

  expect((await readRelated(site, 'keeper')).sort()).toEqual(['Lantern', 'Second lantern'])
  await site.db.write(tx => tx.post.update({ where: { id }, data: { deletedAt: site.now() } }))
  await addPost(site, { title: 'Another' })
  expect(await readRelated(site, 'keeper')).toEqual(['Lantern'])
})

test('relating is quiet: no date and no version of a post moves, and no kept page stays old', async () => {
  const site = await openSite()
  await addPost(site, { title: 'One', tags: ['rare'] })
  const { id } = await addPost(site, { title: 'Two', tags: ['rare'] })
  await site.context.background.idle()
  await site.db.write(tx => tx.relatedPost.deleteMany())
  const version = await site.db.contentVersion()
  const before = await site.db.read.post.findMany()

  await relatePost(site.db, id)

  expect(await site.db.read.relatedPost.count()).toBeGreaterThan(0)
  expect(await site.db.read.post.findMany()).toEqual(before)
  expect(await site.db.contentVersion()).toBeGreaterThan(version)
})
