import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/render/pipeline.ts'

const images = {
  '/media/a.jpg': {
    ...{ width: 1200, height: 800 },
    copies: [
      { url: '/media/a-480.webp', width: 480 },
      { url: '/media/a-960.webp', width: 960 },
    ],
  },
  '/media/small.png': { width: 300, height: 200, copies: [] },
}

test('an image that the site knows says its measures and its smaller copies', () => {
  const [first] = picturesOf('![A](/media/a.jpg)')

  expect(first).toMatchObject({
    ...{ src: '/media/a.jpg', alt: 'A', width: '1200', height: '800', decoding: 'async' },
    srcset: '/media/a-480.webp 480w, /media/a-960.webp 960w, /media/a.jpg 1200w',
    sizes: '(min-width: 46rem) 42rem, 100vw',
  })
})

test('an image without copies says its measures only, one of elsewhere nothing', () => {
  const [small, other] = picturesOf('![](/media/small.png) ![](https://example.org/b.jpg)')

  expect(small).toMatchObject({ width: '300', height: '200' })
  expect(small).not.toHaveProperty('srcset')
  expect(other).not.toHaveProperty('width')
})

test('measures that somebody wrote stay as they are', () => {
  const [written] = picturesOf('<img src="/media/a.jpg" width="100" alt="">')

  expect(written).toMatchObject({ width: '100' })
  expect(written).not.toHaveProperty('height')
})

test('all but the first image wait until they are near; in an excerpt all do', () => {
  const body = '![](/x.png)\n\n![](/y.png)\n\n<!-- more -->\n\n![](/z.png)'
  const { html, excerptHtml } = renderMarkdown(body, { images })

  expect(loadingOf(html)).toEqual([undefined, 'lazy', 'lazy'])
  expect(loadingOf(excerptHtml)).toEqual(['lazy', 'lazy'])
})

test('nobody can write a srcset of their own', () => {
  const [image] = picturesOf(
    '<img src="/a.png" srcset="https://elsewhere.example/b.png 2x" alt="">',
  )

  expect(image).not.toHaveProperty('srcset')
})

function picturesOf(body: string): Record<string, string>[] {
  const $ = load(renderMarkdown(body, { images }).html)
  return $('img')
    .toArray()
    .map(({ attribs }) => ({ ...attribs }))
}

function loadingOf(html: string): (string | undefined)[] {
  const $ = load(html)
  return $('img')
    .toArray()
    .map(image => $(image).attr('loading'))
}
