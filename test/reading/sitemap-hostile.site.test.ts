import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { costOf } from '../support/cost.ts'
import { openSite } from '../support/site.ts'

const LIMIT_MS = 1_500

test('S72: what looks like thousands of pictures holds no sitemap up, and the real ones stand in it', async () => {
  const site = await openSite()
  const fake = '<img a '.repeat(30_000)
  await addPost(site, {
    body: `<p title="${fake}">Text</p>\n\n<img alt="${fake}" src="/media/real.png">`,
  })

  let text = ''
  const cost = await costOf(async () => {
    text = (await site.agent().get('/sitemap.xml').buffer()).text
  })

  expect(cost).toBeLessThan(LIMIT_MS)
  expect(text.match(/<image:loc>[^<]*/gu)).toEqual([
    '<image:loc>http://blog.example/media/real.png',
  ])
})
