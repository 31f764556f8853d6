import { expect, test } from 'vitest'
import { MAX_TAGS } from '../../src/text/limits.ts'
import { addPost, copyFirstPost } from '../support/builders.ts'
import { costOf } from '../support/cost.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Site } from '../support/site.ts'
import { times } from '../support/times.ts'

const POSTS = times(2_000, 100_000)
const LIMIT_MS = 1_500

test('R12: a post takes five hundred tags and no more, keeps them in order, and its pages stay quick', async () => {
  const site = await openSite()
  const edith = await site.signIn('edith')
  const { id, slug } = await addPost(site, { title: 'Many', slug: 'many', author: 'edith' })
  const names = Array.from({ length: 500 }, (_, n) => `tag ${n}`)

  const refused = await sendForm(edith, `/admin/posts/${id}`, {
    ...{ version: '1', title: 'Many', tags: [...names, 'one more'].join(',') },
  })
  const saved = await sendForm(edith, `/admin/posts/${id}`, {
    ...{ version: '1', title: 'Many', tags: names.join(',') },
  })
  const again = await sendForm(edith, `/admin/posts/${id}`, {
    ...{ version: '2', title: 'Many', tags: names.toReversed().join(',') },
  })

  expect(MAX_TAGS).toBe(500)
  expect([refused.status, saved.status, again.status]).toEqual([422, 303, 303])
  expect(refused.text).toContain('500')
  const rows = await site.db.read.blogTag.findMany({
    where: { postId: id },
    include: { tag: true },
    orderBy: { position: 'asc' },
  })
  expect(rows.map(({ tag }) => tag.name)).toEqual(names.toReversed())
  await expectQuick(site, [`/posts/${slug}`, '/tags', '/sitemap.xml', '/tags/tag-499'])
})

test(
  'R12: a tag on very many posts is renamed, merged and listed quickly',
  async () => {
    const site = await openSite()
    const edith = await site.signIn('edith')
    await addPost(site, { title: 'Post', slug: 'post-0', tags: ['all'] })
    await addPost(site, { title: 'Other', tags: ['other'] })
    await copyFirstPost(site, POSTS)
    const tags = await site.db.read.tag.findMany({ orderBy: { name: 'asc' } })
    const [all = 0, other = 0] = tags.map(({ id }) => id)

    await expectQuick(site, ['/tags', '/tags/all', `/tags/all?page=${POSTS / 20}`, '/'])
    await sendForm(edith, `/admin/tags/${all}`, { name: 'everything' })
    const merged = await sendForm(edith, '/admin/tags/merge', {
      ...{ from: String(other), into: String(all) },
    })

    expect(merged.status).toBe(303)
    expect((await site.page('/tags/everything')).status).toBe(200)
    expect(await site.db.read.blogTag.count({ where: { tagId: all } })).toBe(POSTS + 2)
    await expectQuick(site, ['/tags', '/tags/everything', '/tags/everything/feed.xml'])
  },
  times(1, 10) * 60_000,
)

async function expectQuick(site: Site, paths: string[]): Promise<void> {
  for (const path of paths) {
    const cost = await costOf(async () => expect((await site.page(path)).status).toBe(200))
    expect(cost, path).toBeLessThan(LIMIT_MS)
  }
}
