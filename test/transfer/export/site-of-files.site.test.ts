import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'cheerio'
import { expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { exportHtml } from '../../../src/transfer/export/html/export.ts'
import { openTarget, writeTo } from '../../../src/transfer/export/target.ts'
import { cutTokens, shardOf } from '../../../src/text/search-tokens.ts'
import { addPost } from '../../support/builders.ts'
import { makeFolder } from '../../support/folder.ts'
import { addImage } from '../../support/media.ts'
import { openSite, type Site } from '../../support/site.ts'
import { serveFiles, walkSite } from '../../support/static-host.ts'

const BASE = new URL('https://ann.example/blog/')

async function exportSite(site: Site, baseUrl = BASE): Promise<string> {
  const folder = makeFolder('static')
  onTestFinished(() => folder.remove())
  const path = join(folder.path, 'site')
  const target = await openTarget({ path, replace: false, now: site.now() })
  await writeTo(target, () => exportHtml(site.context, target, { baseUrl, createApp }))
  return path
}

async function openFilled(): Promise<Site> {
  const site = await openSite()
  const image = await addImage(site, { alt: 'A river' })
  await addPost(site, {
    title: 'River',
    slug: 'the-river',
    category: 'Nature',
    tags: ['C++', '海'],
    series: 'Waters',
    body: `## Upstream\n\n![](${image.path}) [here](#upstream), [sea](/posts/sea#user-content-deep), [relative](sea), [whole](http://blog.example/posts/sea), [elsewhere](https://example.org/x), [in](/admin/posts).\n\nA note[^1].\n\n[^1]: Below. `,
  })
  await addPost(site, {
    title: '大海 & <sea>',
    slug: 'sea',
    series: 'Waters',
    body: '## Deep\n\n我们去看大海。 [old](/2016/river.html), [moved](/posts/river)',
  })
  await addPost(site, { title: 'About', kind: 'page', slug: 'about', body: 'Us. [home](/)' })
  await addPost(site, { title: 'Secret draft', slug: 'secret', status: 'draft' })
  for (const number of [1, 2, 3]) await addPost(site, { title: `More ${number}`, tags: ['C++'] })
  await site.db.write(async tx => {
    const { id } = await tx.post.findUniqueOrThrow({ where: { slug: 'the-river' } })
    const createdAt = site.now()
    for (const path of ['/2016/river.html', '/posts/river']) {
      await tx.redirect.create({ data: { path, postId: id, createdAt } })
    }
    await tx.forward.create({ data: { path: '/shop', target: 'https://shop.example/', createdAt } })
    await tx.setting.create({ data: { name: 'postsPerPage', value: '2' } })
  })
  return site
}

test('the exported site has every page of the live one, and all of its links lead somewhere', async () => {
  const site = await openFilled()
  const folder = await exportSite(site)
  expectPages(folder)
  expectRedirects(folder)
  expectSearch(folder)

  const walked = await walkSite(await serveFiles(folder, '/blog/'), BASE)

  expect(walked.broken).toEqual([])
  for (const path of [
    'posts/the-river/',
    'pages/about/',
    'page/3/',
    'tags/c-plus-plus/page/2/',
    'series/waters/',
    'posts/sea.md',
    'tags/c-plus-plus/feed.xml',
  ]) {
    expect(walked.addresses).toContain(`/blog/${path}`)
  }
  // And a link that leads nowhere is seen.
  rmSync(join(folder, 'posts/sea/index.html'))
  const broken = await walkSite(await serveFiles(folder, '/blog/'), BASE)
  expect(broken.broken.join()).toContain('/blog/posts/sea/ (404)')
})

// As the live site has them, for visitors only, with whole addresses of the new place.
function expectPages(folder: string): void {
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')

  const post = load(read('posts/the-river/index.html'))
  expect(post('.prose h2').text()).toContain('Upstream')
  const links = post('.prose a')
    .map((_, { attribs }) => attribs['href'])
    .get()
  expect(links).toEqual(
    expect.arrayContaining([
      '#user-content-upstream',
      '/blog/posts/sea/#user-content-deep',
      '/blog/posts/sea/',
      'https://example.org/x',
    ]),
  )
  expect(post('link[rel=canonical]').attr('href')).toBe('https://ann.example/blog/posts/the-river/')
  expect(read('feed.xml')).toContain('https://ann.example/blog/posts/the-river/')
  expect(read('sitemap.xml')).toContain('<loc>https://ann.example/blog/posts/sea/</loc>')
  const all = [
    'index.html',
    'posts/the-river/index.html',
    'search/index.html',
    '404.html',
    'robots.txt',
    'feed.xml',
    'llms.txt',
  ]
    .map(read)
    .join('')
  expect(all).not.toMatch(
    /static-export\.invalid|href="[^"]*\/(?:login|admin|account)|Sign in|Secret draft/,
  )
  expect(existsSync(join(folder, 'posts/secret'))).toBe(false)
}

function expectRedirects(folder: string): void {
  const refresh = (path: string) =>
    load(readFileSync(join(folder, path), 'utf8'))('meta[http-equiv=refresh]').attr('content')

  expect(refresh('2016/river.html')).toBe('0; url=/blog/posts/the-river/')
  expect(refresh('posts/river/index.html')).toBe('0; url=/blog/posts/the-river/')
  expect(refresh('shop/index.html')).toBe('0; url=https://shop.example/')
}

// In small files, and Chinese is found.
function expectSearch(site: string): void {
  const folder = join(site, 'search')
  const json = (name: string): unknown =>
    JSON.parse(readFileSync(join(folder, 'index', name), 'utf8'))

  const { shards, posts } = json('about.json') as { shards: number; posts: number }
  expect(posts).toBe(5)
  const shown = json('posts-0.json') as string[][]
  for (const word of ['大海', 'upstream', 'river', 'alice']) {
    const [token = ''] = cutTokens(word)
    const words = json(`words-${shardOf(token, shards)}.json`) as Record<string, number[]>
    expect(words[token]?.length, word).toBeGreaterThan(0)
  }
  expect(shown.map(([title]) => title)).toContain('大海 & <sea>')
  const page = load(readFileSync(join(folder, 'index.html'), 'utf8'))
  expect(page('form[data-file-search]').attr('action')).toBe('/blog/search/')
  expect(page('noscript').text()).toContain('needs JavaScript')
}
