import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { load } from 'cheerio'
import { onTestFinished } from 'vitest'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** A plain file host, as there are many: folders by their index.html, nothing else; gives its address. */
export async function serveFiles(folder: string, below = '/'): Promise<string> {
  const server = createServer((req, res) => {
    const path = decodeURIComponent(new URL(req.url ?? '/', 'http://host').pathname)
    const found = path.startsWith(below) ? findFile(join(folder, path.slice(below.length))) : null
    if (found === 'folder') {
      res.writeHead(301, { Location: `${encodeURI(path)}/` }).end()
    } else if (found === null) {
      res.writeHead(404, { 'Content-Type': 'text/plain' }).end('nothing')
    } else {
      const type = TYPES[extname(found)] ?? 'application/octet-stream'
      res.writeHead(200, { 'Content-Type': type })
      createReadStream(found).pipe(res)
    }
    function findFile(name: string): string | null {
      if (!existsSync(name)) return null
      if (!statSync(name).isDirectory()) return name
      if (!path.endsWith('/')) return 'folder'
      const index = join(name, 'index.html')
      return existsSync(index) ? index : null
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export type Walked = { broken: string[]; addresses: string[] }

/** Follows every link, picture, style sheet and feed of an exported site from its first page; `base` is where it says it is. */
export async function walkSite(host: string, base: URL): Promise<Walked> {
  const waiting: { from: string; url: URL }[] = []
  const seen = new Map<string, Set<string>>()
  const broken: string[] = []
  const follow = (from: string, address: string) => {
    const url = new URL(address, new URL(from, base))
    const isOwn = url.origin === base.origin && url.pathname.startsWith(base.pathname)
    if (isOwn) waiting.push({ from, url })
    else if (url.host === base.host) broken.push(`${from} → ${address} (out of the site)`)
  }
  for (const path of ['', 'sitemap.xml', 'robots.txt', '404.html'])
    follow(base.pathname, base.pathname + path)
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { from, url } = next
    const path = url.pathname
    if (!seen.has(path)) seen.set(path, await visit(path, from))
    const fragment = decodeURIComponent(url.hash.slice(1))
    if (fragment !== '' && fragment !== 'main' && !seen.get(path)?.has(fragment)) {
      broken.push(`${from} → ${path}#${fragment}`)
    }
  }
  return { broken: [...new Set(broken)], addresses: [...seen.keys()] }

  // Gives what can be jumped to.
  async function visit(path: string, from: string): Promise<Set<string>> {
    const answer = await fetch(host + path, { redirect: 'manual' })
    if (answer.status !== 200) {
      broken.push(`${from} → ${path} (${answer.status})`)
      return new Set()
    }
    const type = answer.headers.get('content-type') ?? ''
    const text = await answer.text()
    if (type.startsWith('text/html')) return readPage(path, text)
    for (const address of namedIn(type, text)) follow(path, address)
    return new Set()
  }

  function readPage(path: string, html: string): Set<string> {
    const $ = load(html)
    $('[href], [src], [poster], form[action]').each((_, element) => {
      const { attribs } = element
      follow(
        path,
        attribs['href'] ?? attribs['src'] ?? attribs['poster'] ?? attribs['action'] ?? '',
      )
    })
    $('[srcset]').each((_, { attribs }) => {
      for (const source of (attribs['srcset'] ?? '').split(','))
        follow(path, source.trim().split(/\s/)[0] ?? '')
    })
    $('meta[property^="og:"]').each((_, { attribs }) => {
      const content = attribs['content'] ?? ''
      if (/^https?:/.test(content)) follow(path, content)
    })
    $('meta[http-equiv=refresh]').each((_, { attribs }) => {
      follow(path, /url=(.*)$/.exec(attribs['content'] ?? '')?.[1] ?? '')
    })
    return new Set(
      $('[id]')
        .map((_, { attribs }) => attribs['id'])
        .get(),
    )
  }

  function namedIn(type: string, text: string): string[] {
    if (type === 'text/css') {
      return [...text.matchAll(/url\(["']?([^"')]+)["']?\)/g)]
        .map(([, address = '']) => address)
        .filter(address => !address.startsWith('data:'))
    }
    if (!/xml|json|plain/.test(type)) return []
    return text.match(new RegExp(`${base.origin}[^\\s"'<>&\\\\)\\]]*`, 'g')) ?? []
  }
}
