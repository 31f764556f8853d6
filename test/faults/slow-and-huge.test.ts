import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listen, type Patience } from '../../src/http/server.ts'
import { prepareBlog, serveBuilt, type Served } from '../support/built.ts'
import { PEOPLE } from '../support/people.ts'
import { openAgent, signIn } from '../support/site.ts'
import { times } from '../support/times.ts'

// A busy machine takes its time for each process.
vi.setConfig({ testTimeout: times(180_000, 600_000) })

const MEBIBYTE = 1024 * 1024
const CLIENTS = times(20, 500)

const memoryOf = ({ pid }: Served): number => {
  const [, kilobytes = '0'] =
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

function open({ url }: { url: string }, head: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined).write(head)
  onTestFinished(() => void socket.destroy())
  return socket
}

const OWN = 'Host: a\r\nSec-Fetch-Site: same-origin\r\n'
const FORM = `${OWN}Content-Type: application/x-www-form-urlencoded\r\n`

test('R10, S73: slow readers, half-sent bodies and slow heads cost little, and nobody waits for them', async () => {
  const env = await prepareBlog()
  const served = await serveBuilt(env)
  const agent = await signIn(served.url, PEOPLE.edith)
  const body = 'A long text. '.repeat(5_000)
  const long = { title: 'Long', body, status: 'published' }
  expect((await agent.post('/admin/posts').type('form').send(long)).status).toBe(303)
  expect((await openAgent(served.url).get('/posts/long')).status).toBe(200)
  const before = memoryOf(served)

  for (let n = 0; n < CLIENTS; n += 1) {
    // Reads nothing of what is sent to it: as slow as it can be.
    open(served, `GET /posts/long HTTP/1.1\r\n${OWN}\r\n`).pause()
    open(
      served,
      `POST /login HTTP/1.1\r\n${FORM}Content-Length: 1000000\r\n\r\n${'a'.repeat(5_000)}`,
    )
    open(served, `GET / HTTP/1.1\r\nHost: a\r\nX-Slow: `)
  }
  await pause(500)
  const asked = performance.now()
  const answer = await openAgent(served.url).get('/')

  expect(answer.status).toBe(200)
  expect(performance.now() - asked).toBeLessThan(3_000)
  expect(memoryOf(served) - before).toBeLessThan(60 * MEBIBYTE + CLIENTS * 0.4 * MEBIBYTE)
  served.kill('SIGTERM')
  expect(await served.ended).toBe(0)
})

test('R10: who is silent in the midst of a request, or reads no answer, is hung up on; who waits for the server is not', async () => {
  const patience: Patience = { headMs: 1_000, requestMs: 60_000, silentMs: 1_000, lookMs: 200 }
  const server = await listen(
    (req, res) => {
      if (req.url === '/long') setTimeout(() => res.end('done'), 2_500)
      else if (req.url === '/endless') res.write('x'.repeat(30 * MEBIBYTE))
      else req.on('data', () => undefined)
    },
    { host: '127.0.0.1', port: 0, maxUploadBytes: MEBIBYTE },
    patience,
  )
  onTestFinished(() => server.stop())
  const at = { url: `http://127.0.0.1:${server.port}` }
  const closed = (socket: Socket) =>
    new Promise<string>(resolve => {
      let text = ''
      socket
        .on('data', chunk => (text += String(chunk).slice(0, 500)))
        .once('close', () => resolve(text))
    })

  const head = closed(open(at, 'GET / HTTP/1.1\r\nX-Slow: '))
  const half = closed(open(at, `POST / HTTP/1.1\r\n${FORM}Content-Length: 100\r\n\r\nabc`))
  const deaf = open(at, `GET /endless HTTP/1.1\r\n${OWN}\r\n`).pause()
  const waits = await fetch(`${at.url}/long`)

  expect(await waits.text()).toBe('done')
  expect(await head).toMatch(/^(HTTP\/1\.1 408|$)/)
  expect(await half).toBe('')
  deaf.resume()
  await closed(deaf)
})

// Of each kind of body; the rest of the addresses share the reader before them all.
const POSTS = [
  '/login',
  '/setup',
  '/admin/posts',
  '/admin/posts/1',
  '/admin/media',
  '/api/v1/posts',
  '/api/v1/media',
  '/nowhere',
]
const TYPES = [
  'application/x-www-form-urlencoded',
  'application/json',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/octet-stream',
]

// Each ninth has every kind among them.
const CASES = POSTS.flatMap(path => TYPES.map(type => ({ path, type }))).filter(
  (_case, n) => n % times(9, 1) === times(1, 0),
)

test('R11: a body of ten gigabytes is refused after a few megabytes, wherever it is sent and whatever it is', async () => {
  const env = await prepareBlog('peopled', { MAX_UPLOAD_MB: '1' })
  const served = await serveBuilt(env)
  await (await fetch(served.url)).text()
  const before = memoryOf(served)

  for (const { path, type } of CASES) {
    for (const chunked of [false, true]) {
      const { answer, sent } = await pour(served, { path, type, chunked })
      const status = answer.split(' ')[1] ?? 'hung up'
      expect({ path, type, status }).toEqual({
        ...{ path, type },
        status: expect.stringMatching(/^(4\d\d|303)$/) as string,
      })
      expect({ path, type, ended: sent < 100 * MEBIBYTE }).toEqual({ path, type, ended: true })
    }
  }
  expect(memoryOf(served) - before).toBeLessThan(200 * MEBIBYTE)
  expect((await openAgent(served.url).get('/')).status).toBe(200)
})

const CHUNK = Buffer.from(`10000\r\n${'a'.repeat(65_536)}\r\n`)
const ENOUGH = 120 * MEBIBYTE

/** Sends on and on until the program hangs up, or has taken absurdly much. */
function pour(
  served: Served,
  { path, type, chunked }: { path: string; type: string; chunked: boolean },
): Promise<{ answer: string; sent: number }> {
  const length = chunked ? 'Transfer-Encoding: chunked' : 'Content-Length: 10737418240'
  const socket = open(
    served,
    `POST ${path} HTTP/1.1\r\n${OWN}Content-Type: ${type}\r\n${length}\r\n\r\n`,
  )
  return new Promise(resolve => {
    let answer = ''
    const send = () => {
      while (!socket.destroyed && socket.bytesWritten < ENOUGH) if (!socket.write(CHUNK)) return
      socket.destroy()
    }
    socket.on('data', data => (answer += data.toString()))
    socket.on('drain', send)
    socket.on('close', () => resolve({ answer, sent: socket.bytesWritten }))
    send()
  })
}

test('R10, R11, R12: what is over a limit is refused, heads and headers, and forms with the limit named and the text kept', async () => {
  const env = await prepareBlog()
  const served = await serveBuilt(env)
  const headers = Array.from({ length: 1_000 }, (_, n) => `X-${n}: b`)

  expect(await ask(served, `GET / HTTP/1.1\r\n${OWN}${headers.join('\r\n')}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 (200|431)/,
  )
  expect(await ask(served, `GET / HTTP/1.1\r\n${OWN}X-A: ${'b'.repeat(MEBIBYTE)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431/,
  )
  expect(await ask(served, `GET /${'a'.repeat(MEBIBYTE)} HTTP/1.1\r\n${OWN}\r\n`)).toMatch(
    /^HTTP\/1\.1 431/,
  )
  const agent = await signIn(served.url, PEOPLE.edith)
  const send = (fields: object) =>
    agent
      .post('/admin/posts')
      .type('form')
      .send({ title: 'A', body: 'kept text', ...fields })
  const tags = (count: number) => Array.from({ length: count }, (_, n) => `tag ${n}`).join(',')

  for (const [fields, limit] of [
    [{ title: 'a'.repeat(301) }, '300'],
    [{ category: 'a'.repeat(201) }, '200'],
    [{ tags: `b,${'a'.repeat(201)}` }, '200'],
    [{ tags: tags(501) }, '500'],
    [{ body: `kept text${'a'.repeat(MEBIBYTE)}` }, '1 MB|1 MiB|1,048,576|1048576'],
  ] as const) {
    const answer = await send(fields)
    expect([answer.status, Object.keys(fields)]).toEqual([422, Object.keys(fields)])
    expect(answer.text).toMatch(new RegExp(limit))
    expect(answer.text).toContain('kept text')
  }
  expect((await send({ title: 'a'.repeat(300), tags: tags(500) })).status).toBe(303)
})

function ask(served: Served, request: string): Promise<string> {
  const socket = open(served, request)
  return new Promise(resolve => {
    socket.once('data', data => resolve(data.toString())).once('close', () => resolve(''))
  })
}
