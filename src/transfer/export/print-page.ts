import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { root, type Context } from '../../context.ts'
import { makeAbsolute } from '../../reading/feeds/absolute-html.ts'
import { showName } from '../../reading/pages.ts'
import { readSettings } from '../../settings/service.ts'
import { formatDate } from '../../text/dates.ts'
import { postPath } from '../../writing/post.ts'

type PrintedPost = {
  title: string
  /** Cleaned. */
  html: string
  publishedAt: Date | null
  language: string
  slug: string
  kind: string
  author: { username: string; displayName: string }
}

/** Pictures that are larger together stay where they are. */
const MAX_BYTES = 30 * 1024 * 1024
const OWN_PICTURE = /\ssrc="(\/media\/[0-9a-f]{32}\.[a-z0-9]+)"/gu
const SOURCES = /\s(?:srcset|sizes|loading|decoding)="[^"]*"/gu

const PRINT = `
body { max-width: 42rem; margin: 3rem auto; padding: 0 1.5rem; }
.print-head { margin-block-end: 2rem; }
.print-head p { color: #555; }
@page { margin: 2cm; }
@media print {
  body { max-width: none; margin: 0; padding: 0; }
  pre, figure, table, blockquote { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .prose a[href^="http"]::after { content: " (" attr(href) ")"; font-size: 0.8em; overflow-wrap: anywhere; }
}`

/** A post in one file that needs nothing else: its styles and its pictures of this site stand in it, links are whole. */
export async function writePrintPage(context: Context, post: PrintedPost): Promise<string> {
  const { config, db } = context
  const { title: site, language, timeZone } = await readSettings(db.read)
  const url = new URL(postPath(post), config.baseUrl).href
  const day = post.publishedAt ? formatDate(post.publishedAt, language, timeZone) : ''
  const about = [showName(post.author), day, site].filter(part => part !== '').map(escape)
  const styles = await readStyles()
  const whole = makeAbsolute(await inlinePictures(context, post.html), url)
  const html = whole.replaceAll(`href="${url}#`, 'href="#')
  return `<!doctype html>
<html lang="${escape(post.language || language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(post.title)}</title>
<meta name="color-scheme" content="light">
<style>${styles}${PRINT}</style>
</head>
<body>
<article>
<header class="print-head"><h1 dir="auto">${escape(post.title)}</h1><p>${about.join(' · ')}</p></header>
<div class="prose" dir="auto">${html}</div>
</article>
</body>
</html>
`
}

// Of the site's own variables and of what Markdown becomes; the faces of the theme are files, and stay out.
async function readStyles(): Promise<string> {
  const folder = join(root, 'public', 'css')
  const sheets = ['tokens.css', 'reading.css'].map(name => readFile(join(folder, name), 'utf8'))
  return (await Promise.all(sheets)).join('\n')
}

async function inlinePictures({ db, storage }: Context, html: string): Promise<string> {
  const paths = [...new Set([...html.matchAll(OWN_PICTURE)].map(([, path = '']) => path))]
  const rows = await db.read.media.findMany({ where: { path: { in: paths }, deletedAt: null } })
  const inline = new Map<string, string>()
  let left = MAX_BYTES
  for (const { path, type, bytes } of rows) {
    const stream = bytes <= left ? await storage.open(basename(path)) : null
    if (!stream) continue
    const content = await buffer(stream)
    left -= content.length
    inline.set(path, `data:${type};base64,${content.toString('base64')}`)
  }
  return html.replace(SOURCES, '').replace(OWN_PICTURE, (whole, path: string) => {
    const data = inline.get(path)
    return data === undefined ? whole : ` src="${data}"`
  })
}

const escape = (text: string): string =>
  text.replace(/[&<>"]/gu, sign => `&#${sign.charCodeAt(0)};`)
