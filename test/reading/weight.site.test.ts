import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const MAX_BYTES = 60_000
const MAX_SCRIPT_BYTES = 15_000

const BODY = `A summary with *italics* and **bold**, as long as those of most posts are, so that the page of the newest
posts weighs what it weighs on a real blog: three lines or four, a link to [somewhere](/tags), \`code\`.

<!-- more -->

## A heading

${'Some words that stand for a paragraph of a text, and *some that are stressed*. '.repeat(60)}

## Another

\`\`\`ts
const answer: number = 42 // a comment
\`\`\`

A note.[^1]

[^1]: Below.
`

// Pictures aside, everything that the browser fetches: every face of the theme, used or not.
test.each(['margin', 'folio'])('the first page is light in the theme %s', async theme => {
  const site = await openSite()
  await site.db.write(tx => tx.setting.create({ data: { name: 'theme', value: theme } }))
  for (let number = 1; number <= 12; number += 1) {
    await addPost(site, { title: `The ${number}th walk by the river`, body: BODY, tags: ['walks'] })
  }
  await site.context.background.idle()

  for (const path of ['/', '/posts/the-7th-walk-by-the-river']) {
    const { bytes, scripts } = await weigh(site, path)
    expect(bytes, `${path} in ${theme}`).toBeLessThanOrEqual(MAX_BYTES)
    expect(scripts, `the scripts of ${path}`).toBeLessThanOrEqual(MAX_SCRIPT_BYTES)
  }
})

async function weigh(site: Site, path: string): Promise<{ bytes: number; scripts: number }> {
  const page = await fetchPacked(site, path)
  const find = (pattern: RegExp) => [...page.text.matchAll(pattern)].map(([, found = '']) => found)
  const styles = find(/<link rel="stylesheet" href="([^"]+)"/g)
  const scripts = await listScripts(site, find(/<script[^>]* src="([^"]+)"/g))
  const parts = await Promise.all(
    [...styles, ...(await listFaces(site, styles)), ...scripts].map(one => fetchPacked(site, one)),
  )
  const sum = (sizes: number[]) => sizes.reduce((all, bytes) => all + bytes, 0)
  const scriptBytes = parts.slice(-scripts.length).map(({ bytes }) => bytes)
  return { bytes: page.bytes + sum(parts.map(({ bytes }) => bytes)), scripts: sum(scriptBytes) }
}

async function listFaces(site: Site, styles: string[]): Promise<string[]> {
  const sheets = await Promise.all(
    styles.map(async style => {
      const { text } = await fetchPacked(site, style)
      return [...text.matchAll(/url\('([^']+\.woff2)'\)/g)].map(([, face = '']) =>
        new URL(face, site.url + style).href.slice(site.url.length),
      )
    }),
  )
  // Two faces may be of one file, which is fetched once.
  return [...new Set(sheets.flat())]
}

// With what they import at once; what is fetched on demand is not of the first page.
async function listScripts(site: Site, entries: string[]): Promise<string[]> {
  const found = new Set(entries)
  for (const entry of found) {
    const { text } = await fetchPacked(site, entry)
    for (const [, name = ''] of text.matchAll(/(?:from|import)\s?"(\.\/[^"]+)"/g)) {
      found.add(new URL(name, site.url + entry).href.slice(site.url.length))
    }
  }
  return [...found]
}

async function fetchPacked(site: Site, path: string): Promise<{ bytes: number; text: string }> {
  const answer = await site.agent().get(path).set('Accept-Encoding', 'br').buffer()
  expect(answer.status, path).toBe(200)
  const bytes = Number(answer.headers['content-length'])
  return { bytes, text: path.includes('.woff2') ? '' : answer.text }
}
