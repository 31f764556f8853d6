import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import {
  faultsOfAtom,
  faultsOfHtml,
  faultsOfRss,
  faultsOfSitemap,
  parseXml,
} from '../../support/feed-rules.ts'
import { addImage } from '../../support/media.ts'
import { openSite, type Site } from '../../support/site.ts'

const BASE = 'http://blog.example'
const FOLDERS = ['', '/tags/a-b', '/categories/q-a', '/authors/alice']

const HOSTILE = `Written as \`<b>\` & not meant: <script>alert(1)</script> ]]> &amp;lt;

<!-- more -->

## A heading

[here](there), [up](../up), [root](/root), [query](?page=2), [hash](#a-heading), [other](//else.example/x),
[mail](mailto:a@b.example), [odd](</a b>), [script](javascript:alert(1)), <a href="a&#x26;b">raw</a>

![beside](beside.png) ![of ours](/media/map.png) ![empty]() <img src="//else.example/a.png" srcset="/a.png 1x, b.png 2x">

<video src="film.mp4" poster="still.jpg"></video>

> <blockquote cite="/from">Said.</blockquote>

A note.[^1]

[^1]: Below.
`

// What no form lets through, but an old database may hold.
const BROKEN = 'a \u0000 \u0008 \u001f ]]> & <b> \ufffe \uffff \ud83e z'

async function openHostile(): Promise<Site> {
  const site = await openSite()
  const image = await addImage(site, { alt: 'A river', width: 1200, height: 800 })
  const names = { tags: ['a & b', 'C++', '<i>'], category: 'Q & A' }
  await addPost(site, { title: ']]> & "quoted" <b>bold</b> 🦀', body: HOSTILE, ...names })
  await addPost(site, { title: 'With a picture', body: `![A river](${image.path})`, ...names })
  await addPost(site, { title: 'قصة', body: 'كان الماء عاليا.', ...names })
  const { id } = await addPost(site, { title: 'Broken', ...names })
  const { id: untitled } = await addPost(site, { title: 'Untitled', ...names })
  await addPost(site, { title: 'About', kind: 'page' })
  const broken = site.dialect === 'sqlite' ? BROKEN : BROKEN.replace(/\0|\ud83e/gu, '')
  await site.db.write(async tx => {
    const html = `<p>${broken}</p>`
    await tx.post.update({ where: { id }, data: { title: broken, html, summary: broken } })
    await tx.post.update({
      where: { id: untitled },
      data: { title: '\u0008', summary: '', html: '' },
    })
    await tx.user.updateMany({ data: { displayName: '<Alice> & Co' } })
  })
  await site.context.background.idle()
  return site
}

const readText = async (site: Site, path: string) => (await site.agent().get(path).buffer()).text

test('every feed keeps the rules of its format, whatever posts hold', async () => {
  const site = await openHostile()

  for (const folder of FOLDERS) {
    const atom = await readText(site, `${folder}/feed.xml`)
    const rss = await readText(site, `${folder}/rss.xml`)
    const json = await readText(site, `${folder}/feed.json`)

    expect(faultsOfAtom(atom), `${folder}/feed.xml`).toEqual([])
    expect(faultsOfRss(rss), `${folder}/rss.xml`).toEqual([])
    expect(faultsOfJson(json), `${folder}/feed.json`).toEqual([])
  }
})

test('an empty blog has feeds that keep the rules, too', async () => {
  const site = await openSite()

  expect(faultsOfAtom(await readText(site, '/feed.xml'))).toEqual([])
  expect(faultsOfRss(await readText(site, '/rss.xml'))).toEqual([])
  expect(faultsOfJson(await readText(site, '/feed.json'))).toEqual([])
})

test('the sitemap keeps the rules of its protocol', async () => {
  const site = await openHostile()
  await addPost(site, { title: 'Odd address', slug: '日本語-と-ü' })

  expect(faultsOfSitemap(await readText(site, '/sitemap.xml'), BASE)).toEqual([])
})

test('the rules themselves find what is wrong', () => {
  const feed = '<feed xmlns="http://www.w3.org/2005/Atom"><id>no</id><extra/></feed>'

  expect(() => parseXml('<a>]]></a>')).toThrow()
  expect(() => parseXml('<a>\ufffe</a>')).toThrow()
  expect(() => parseXml('<a:b/>')).toThrow()
  expect(faultsOfAtom(feed)).toEqual(expect.arrayContaining(['an id that is no IRI']))
  expect(faultsOfAtom(feed).join()).toContain('extra does not belong')
  expect(faultsOfRss('<rss version="2.0"><channel/></rss>').length).toBeGreaterThan(3)
  expect(faultsOfHtml('<img src="a.png" srcset="/b.png 2x">')).toHaveLength(2)
  expect(faultsOfJson('{"version":"1","items":[]}').length).toBeGreaterThan(0)
})

const address = { type: 'string', pattern: '^https?://' }
const moment = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$` }
const strings = { type: 'array', items: { type: 'string', minLength: 1 } }
const author = {
  type: 'object',
  additionalProperties: false,
  properties: { name: { type: 'string', minLength: 1 }, url: address, avatar: address },
}
const common = { authors: { type: 'array', items: author }, language: { type: 'string' } }

// https://www.jsonfeed.org/version/1.1/
const isJsonFeed = new Ajv().compile({
  type: 'object',
  additionalProperties: false,
  required: ['version', 'title', 'items'],
  properties: {
    version: { const: 'https://jsonfeed.org/version/1.1' },
    title: { type: 'string', minLength: 1 },
    ...{ home_page_url: address, feed_url: address, next_url: address, icon: address },
    ...{ description: { type: 'string' }, favicon: address, ...common },
    items: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'content_html'],
        properties: {
          ...{ id: { type: 'string', minLength: 1 }, url: address, external_url: address },
          ...{ title: { type: 'string' }, content_html: { type: 'string' }, image: address },
          ...{ summary: { type: 'string' }, date_published: moment, date_modified: moment },
          ...{ tags: strings, ...common },
        },
      },
    },
  },
})

function faultsOfJson(text: string): string[] {
  const feed = JSON.parse(text) as { items: { id: string; content_html?: string }[] }
  isJsonFeed(feed)
  const ids = feed.items.map(({ id }) => id)
  return [
    ...(isJsonFeed.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`),
    ...(new Set(ids).size === ids.length ? [] : ['an id comes twice']),
    // eslint-disable-next-line no-control-regex -- strict readers refuse them
    ...(/[\u0000-\u0008\ufffe\uffff]|\\u(00[01]|d[89a-f]|fff[ef])/iu.exec(text) ?? []),
    ...feed.items.flatMap(item => faultsOfHtml(item.content_html ?? '')),
  ]
}
