import supertest from 'supertest'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { addPost } from '../support/builders.ts'
import { countQuestions } from '../support/questions.ts'
import { openSite, type Site } from '../support/site.ts'

const PATHS = [
  ...['/', '/?page=2', '/posts/post-0', '/tags', '/tags/sea', '/tags/sea?page=2', '/categories'],
  ...['/categories/walks', '/authors/alice', '/archive', '/archive/2026/03', '/feed.xml'],
  ...['/tags/sea/rss.xml', '/sitemap.xml', '/search?q=water'],
]

test('a page of many posts takes as many statements as one of few', async () => {
  const site = await openSite()
  await addPosts(site, 0, 11)
  const few = await countAll(site)
  await addPosts(site, 11, 30)

  expect(await countAll(site)).toEqual(few)
  expect(Math.max(...Object.values(few))).toBeLessThanOrEqual(12)
})

async function addPosts(site: Site, from: number, until: number): Promise<void> {
  for (let number = from; number < until; number += 1) {
    const names = { tags: ['sea', `tag-${number % 7}`], category: 'walks' }
    await addPost(site, { title: `Post ${number}`, slug: `post-${number}`, ...names })
  }
  await site.context.background.idle()
}

// Each on an app of its own, which remembers nothing yet.
async function countAll(site: Site): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const path of PATHS) {
    const { db, asked } = countQuestions(site.context.db)
    const { status } = await supertest(createApp({ ...site.context, db })).get(path)
    expect(status, path).toBe(200)
    counts[path] = asked()
  }
  return counts
}
