import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import supertest from 'supertest'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createApp, createListener } from '../../../src/app.ts'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { countQuestions } from '../../support/questions.ts'
import { openSite, type Site } from '../../support/site.ts'

type Raw = { status: number; headers: IncomingHttpHeaders; body: Buffer }

// supertest asks for compressed answers, unpacks them and keeps cookies; here the bytes count.
function ask(site: Pick<Site, 'url'>, path: string, headers = {}, method = 'GET'): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(site.url + path, { method, headers }, res => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('end', () => {
        const { statusCode: status = 0, headers: got } = res
        resolve({ status, headers: got, body: Buffer.concat(chunks) })
      })
    })
    sent.on('error', reject).end()
  })
}

const PER_ANSWER =
  /^(x-request-id|date|etag|vary|content-length|connection|keep-alive|cache-control)$/

const lastingOf = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !PER_ANSWER.test(name)))

async function serve(site: Site, changes: Partial<Site['context']>): Promise<{ url: string }> {
  const server: Server = createServer(createListener({ ...site.context, ...changes }))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` }
}

test('a kept answer has the bytes and the headers of one that was rendered', async () => {
  const site = await openSite()
  const { slug } = await addPost(site, { tags: ['a'] })

  for (const path of ['/', `/posts/${slug}`, '/tags/a/feed.xml', '/sitemap.xml', '/robots.txt']) {
    const plain = await supertest(createApp(site.context)).get(path).buffer()
    const first = await ask(site, path)
    const second = await ask(site, path)

    expect(first.body.toString(), path).toBe(plain.text)
    expect(second.body.equals(first.body), path).toBe(true)
    expect(lastingOf(second.headers), path).toEqual(lastingOf(plain.headers as never))
    expect(lastingOf(first.headers), path).toEqual(lastingOf(plain.headers as never))
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
    expect(second.headers).toMatchObject({
      vary: 'Accept-Encoding',
      'cache-control': 'public, no-cache',
      'content-length': String(first.body.length),
      etag: expect.stringMatching(/^"[\w-]{27}"$/) as string,
    })
    expect(second.headers).not.toHaveProperty('set-cookie')
  }
})

test('whoever has the page gets 304, by any tag of a list and in any encoding, first or kept', async () => {
  const site = await openSite()
  await addPost(site)
  const { etag = '' } = (await ask(site, '/')).headers
  const bare = etag.slice(1, -1)

  for (const given of [etag, `W/${etag}`, `"x", ${etag}`, `"${bare}.br"`, '*']) {
    const answer = await ask(site, '/', { 'If-None-Match': given })
    expect([answer.status, answer.body.length, answer.headers.etag], given).toEqual([304, 0, etag])
    expect(answer.headers['content-security-policy'], given).toBeDefined()
    expect(answer.headers['content-length'], given).toBeUndefined()
  }
  expect((await ask(site, '/', { 'If-None-Match': '"x"' })).status).toBe(200)

  const fresh = await serve(site, {})
  expect((await ask(fresh, '/', { 'If-None-Match': etag })).status).toBe(304)
  expect((await ask(fresh, '/')).body.length).toBeGreaterThan(1_000)
})

test('the first answer of all is compressed, too', async () => {
  const site = await openSite()
  await addPost(site)

  const packed = await ask(site, '/', { 'Accept-Encoding': 'gzip, deflate, br' })
  const plain = await ask(site, '/')

  expect(packed.headers['content-encoding']).toBe('br')
  expect(brotliDecompressSync(packed.body).equals(plain.body)).toBe(true)
})

test('brotli and gzip are made once and say the same', async () => {
  const site = await openSite()
  await addPost(site)
  const plain = await ask(site, '/')

  for (const [accepted, encoding, unpack] of [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0.1, gzip;q=0.9', 'gzip', gunzipSync],
  ] as const) {
    const packed = await vi.waitFor(async () => {
      const answer = await ask(site, '/', { 'Accept-Encoding': accepted })
      expect(answer.headers['content-encoding']).toBe(encoding)
      return answer
    })
    expect(unpack(packed.body).equals(plain.body)).toBe(true)
    expect(packed.headers.etag).toBe(`${plain.headers.etag?.slice(0, -1)}.${encoding}"`)
    expect(packed.headers.vary).toBe('Accept-Encoding')
    expect(packed.headers['content-length']).toBe(String(packed.body.length))
    expect(lastingOf(packed.headers)).toEqual({
      ...lastingOf(plain.headers),
      'content-encoding': encoding,
    })
    const again = await ask(site, '/', {
      'Accept-Encoding': accepted,
      'If-None-Match': packed.headers.etag ?? '',
    })
    expect(again.status).toBe(304)
  }
  expect((await ask(site, '/', { 'Accept-Encoding': 'br;q=0' })).headers).not.toHaveProperty(
    'content-encoding',
  )
})

test('HEAD has the head of GET and no body, whichever comes first', async () => {
  const site = await openSite()
  await addPost(site, { slug: 'one' })

  const head = await ask(site, '/posts/one', {}, 'HEAD')
  const page = await ask(site, '/posts/one')
  const again = await ask(site, '/posts/one', {}, 'HEAD')

  expect([head.status, head.body.length, again.body.length]).toEqual([200, 0, 0])
  expect(page.body.length).toBeGreaterThan(1_000)
  for (const { headers } of [head, again]) {
    expect({ ...headers, 'x-request-id': '', date: '' }).toEqual({
      ...page.headers,
      ...{ 'x-request-id': '', date: '' },
    })
  }
})

test('unknown parameters make no other page, known ones do', async () => {
  const site = await openSite({ config: {} })
  for (let number = 0; number < 12; number += 1) await addPost(site, { title: `Post ${number}` })
  const { db, asked } = countQuestions(site.context.db)
  const server = await serve(site, { db })

  const first = await ask(server, '/?utm_source=a')
  const before = asked()
  const others = await Promise.all(
    ['/', '/?utm_source=b&fbclid=c', '/?_=1#x'].map(path => ask(server, path)),
  )

  expect(others.map(({ body }) => body.equals(first.body))).toEqual([true, true, true])
  expect(asked()).toBe(before)
  expect((await ask(server, '/?x=1&page=2')).body.toString()).toContain('Post 1</a>')
  expect((await ask(server, '/?page=3')).status).toBe(404)
})

test('simultaneous strangers wait for one rendering', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['a'] })
  const alone = countQuestions(site.context.db)
  await ask(await serve(site, { db: alone.db }), '/tags/a')
  const many = countQuestions(site.context.db)
  const server = await serve(site, { db: many.db })

  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      ask(server, `/tags/a?n=${n}`, {}, n % 3 === 0 ? 'HEAD' : 'GET'),
    ),
  )

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(many.asked()).toBe(alone.asked())
})

test('a page that was rendered during a change is not kept as new', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Before', slug: 'one' })
  const gate = openGate()
  const read = new Proxy(site.context.db.read, {
    get: (target, name) =>
      name === 'setting'
        ? {
            findMany: async () => {
              const rows = await target.setting.findMany()
              await gate.pass()
              return rows
            },
          }
        : (Reflect.get(target, name) as unknown),
  })
  const server = await serve(site, { db: { ...site.context.db, read: read } })

  const early = ask(server, '/posts/one')
  await gate.reached
  await site.db.write(tx => tx.post.update({ where: { id }, data: { title: 'After' } }))
  await site.db.write(tx => tx.setting.create({ data: { name: 'title', value: 'Renamed' } }))
  const meanwhile = ask(server, '/posts/one')
  gate.open()

  expect((await early).body.toString()).not.toContain('Renamed')
  for (const page of [await meanwhile, await ask(server, '/posts/one')]) {
    expect(page.body.toString()).toContain('After')
    expect(page.body.toString()).toContain('Renamed')
  }
})

test('signed-in people, and whoever brings credentials, are answered anew', async () => {
  const site = await openSite()
  await addPost(site, { slug: 'one' })
  await ask(site, '/posts/one')
  const alice = await site.signIn('alice')

  const own = await site.page('/posts/one', alice)
  const after = await site.page('/posts/one')

  expect(own.$('.own-bar')).toHaveLength(1)
  expect(own.headers['cache-control']).toBe('private, no-cache')
  expect(after.$('.own-bar')).toHaveLength(0)
  for (const headers of [{ Cookie: 'a=b; blext=x' }, { Authorization: 'Bearer x' }]) {
    expect((await ask(site, '/posts/one', headers)).headers.etag).toMatch(/^W\//)
  }
  expect((await ask(site, '/posts/one', { Cookie: 'other=1' })).headers.etag).toMatch(/^"/)
})

test('what is not said to be keepable is not kept', async () => {
  const site = await openSite()
  await addPost(site, { slug: 'one' })

  for (const path of ['/none', '/posts/none', '/search?q=x', '/login', '/healthz', '/Posts/one']) {
    const answer = await ask(site, path)
    expect(answer.headers.etag ?? 'W/', path).toMatch(/^W\//)
  }
  expect((await ask(site, '/posts/one', {}, 'POST')).status).toBe(403)
})

test('an old address answers 301 from what is kept, until it leads elsewhere', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['old'] })
  const adam = await site.signIn('adam')
  const { id } = await site.db.read.tag.findFirstOrThrow()
  await sendForm(adam, `/admin/tags/${id}`, { name: 'young' })

  const first = await ask(site, '/tags/old')
  const kept = await ask(site, '/tags/old')
  await sendForm(adam, `/admin/tags/${id}`, { name: 'newest' })
  const moved = await ask(site, '/tags/old')

  expect([first.status, kept.status, moved.status]).toEqual([301, 301, 301])
  expect([first, kept, moved].map(({ headers }) => headers.location)).toEqual([
    ...['/tags/young', '/tags/young', '/tags/newest'],
  ])
})

test('no more is kept than CACHE_MB, and with 0 nothing is', async () => {
  const site = await openSite()
  for (let number = 0; number < 12; number += 1) await addPost(site, { slug: `post-${number}` })
  await site.context.background.idle()
  const pages = Array.from({ length: 12 }, (_, number) => `/posts/post-${number}`)

  // A page weighs some kilobytes: five of them fit.
  const small = countQuestions(site.context.db)
  const config = { ...site.context.config, cacheBytes: 40_000 }
  const server = await serve(site, { db: small.db, config })
  for (const path of [...pages, ...pages]) await ask(server, path)
  const before = small.asked()
  await ask(server, pages.at(-1) ?? '')
  const again = small.asked()
  await ask(server, pages[0] ?? '')

  expect(again).toBe(before)
  expect(small.asked()).toBeGreaterThan(again)

  const off = await serve(site, { config: { ...config, cacheBytes: 0 } })
  expect((await ask(off, '/')).headers.etag).toMatch(/^W\//)
})

test('each kept answer has its line in the log, like all others', async () => {
  const site = await openSite({ config: { trustProxy: 1 } })
  await addPost(site)
  let written = ''
  const log = pino({ level: 'info' }, { write: line => (written += line) })
  const server = await serve(site, { log })

  await ask(server, '/?secret=canary')
  const kept = await ask(server, '/?secret=canary', { 'X-Forwarded-For': '203.0.113.7' })
  await ask(server, '/', { 'If-None-Match': kept.headers.etag ?? '' }, 'HEAD')

  const lines = await vi.waitFor(() => {
    const found = written.trim().split('\n')
    expect(found).toHaveLength(3)
    return found.map(line => JSON.parse(line) as Record<string, unknown>)
  })
  expect(written).not.toContain('canary')
  expect(lines.map(({ method, path, status }) => [method, path, status])).toEqual([
    ['GET', '/', 200],
    ['GET', '/', 200],
    ['HEAD', '/', 304],
  ])
  expect(new Set(lines.map(line => Object.keys(line).join(' '))).size).toBe(1)
  expect(lines[1]).toMatchObject({
    address: '203.0.113.7',
    requestId: kept.headers['x-request-id'],
    aborted: false,
  })
})

/** Where a rendering stops once, until it is let through. */
function openGate() {
  let arrive: () => void = () => undefined
  let open: () => void = () => undefined
  const reached = new Promise<void>(resolve => (arrive = resolve))
  const opened = new Promise<void>(resolve => (open = resolve))
  let isFirst = true
  return {
    reached,
    open: () => open(),
    pass: async () => {
      if (!isFirst) return
      isFirst = false
      arrive()
      await opened
    },
  }
}
