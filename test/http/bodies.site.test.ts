import { connect } from 'node:net'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { openSite, type Site } from '../support/site.ts'

const MEBIBYTE = 1024 * 1024
const own = { 'Sec-Fetch-Site': 'same-origin' }

test.each([
  ['application/json', '{'],
  ['application/json', '{"email":'],
  ['application/json', '"text"'],
  ['application/json', '1'],
  ['application/json', 'null'],
  ['multipart/form-data', 'email=a'],
  ['multipart/form-data; boundary=', 'email=a'],
  ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb'],
  ['multipart/form-data; boundary=x', '--x\r\nnonsense'],
  ['multipart/form-data; boundary=x', ''],
])('S54, S57: a broken body of %s is 400: %s', async (type, body) => {
  const site = await openSite()

  const answer = await post(site, type, body)

  expect(answer.status).toBe(400)
  expect(answer.text).not.toMatch(/at .*:\d+:\d+|SyntaxError|Unexpected/)
})

test.each([
  ['application/x-www-form-urlencoded', '%'],
  ['application/x-www-form-urlencoded', 'email=%E0%A4%A&password=%00'],
  ['application/x-www-form-urlencoded', '&&&==='],
  ['application/x-www-form-urlencoded', '__proto__=x&constructor=y&toString=z'],
  ['application/x-www-form-urlencoded', 'email[contains]=&email=a&email=b'],
  ['application/json', '{"__proto__":{"polluted":1},"email":{"$ne":null}}'],
  ['application/json', '{"email":"\\ud800\\u0000"}'],
  ['application/json', '[]'],
  ['application/json', ''],
  [
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nb\r\n--x--\r\n',
  ],
  ['text/plain', 'email=a'],
  ['nonsense', 'email=a'],
])('S57, S67: an odd body of %s is a wrong sign-in, not an error: %s', async (type, body) => {
  const site = await openSite()

  const answer = await post(site, type, body)

  expect([400, 422]).toContain(answer.status)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('S57: both encodings of a form say the same', async () => {
  const site = await openSite()

  const text = 'a "b" & c=d 日本語 🦀\r\n'
  const urlencoded = await site.agent().post('/login').type('form').send({ email: text })
  const multipart = await site.agent().post('/login').field('email', text)
  const json = await site.agent().post('/login').send({ email: text })

  expect(urlencoded.text).toContain('日本語 🦀')
  expect(multipart.text).toBe(urlencoded.text)
  expect(json.text).toBe(urlencoded.text)
})

test('S57: 20,000 fields are read, one more is 413, in each encoding', async () => {
  const site = await openSite()
  for (const [fields, status] of [
    [19_999, 422],
    [20_001, 413],
  ] as const) {
    const form = Array.from({ length: fields }, (_, n) => `f${n}=`).join('&')
    expect((await post(site, 'application/x-www-form-urlencoded', form)).status).toBe(status)
    const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    const multipart = `${part.repeat(fields)}--x--\r\n`
    expect((await post(site, 'multipart/form-data; boundary=x', multipart)).status).toBe(status)
  }
  const file = '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n\r\n'
  const files = await post(
    site,
    'multipart/form-data; boundary=x',
    `${file.repeat(20_001)}--x--\r\n`,
  )
  expect(files.status).toBe(413)
})

test('S57: a form of 16 MB is read, one byte more is 413', async () => {
  const site = await openSite()
  const type = 'application/x-www-form-urlencoded'
  const form = (bytes: number) => `email=${'a'.repeat(bytes - 'email='.length)}`

  expect((await post(site, type, form(16 * MEBIBYTE))).status).toBe(422)
  const refused = await post(site, type, form(16 * MEBIBYTE + 1))

  expect(refused.status).toBe(413)
  expect(refused.text).toContain('16 MB')
})

test('S57: of a body without end no more is read than the limit', async () => {
  const site = await openSite()

  for (const type of [
    'application/x-www-form-urlencoded',
    'application/json',
    'multipart/form-data; boundary=x',
  ]) {
    const { answer, sent } = await pour(site, type)
    expect([type, answer.split('\r\n')[0]]).toEqual([type, 'HTTP/1.1 413 Payload Too Large'])
    expect(sent).toBeLessThan(32 * MEBIBYTE)
  }
})

test('S57: a compressed body is not unpacked', async () => {
  const site = await openSite()

  const answer = await supertest(site.app)
    .post('/login')
    .set({ ...own, 'Content-Encoding': 'gzip' })
    .type('form')
    .send('x')

  expect(answer.status).toBe(415)
})

test.each([
  ['/%', 400],
  ['/%E0%A4%A', 400],
  ['/posts/%00', 404],
  ['/posts/a%00b', 404],
  ['/posts/%252e%252e', 404],
  ['/posts/..%2f..%2fetc%2fpasswd', 404],
  ['/%2e%2e/%2e%2e/etc/passwd', 404],
  ['/css/%2e%2e%2f%2e%2e%2fpackage.json', 404],
  ['/posts/%c0%ae%c0%ae', 400],
  ['/posts/%ff', 400],
  [`/posts/${'a'.repeat(10_000)}`, 404],
  ['/search?q=%', 200],
  ['/search?q=%00', 200],
  [`/search?q=${'a'.repeat(10_000)}`, 200],
  ['/?page[]=1&page[a]=b', 200],
  ['/posts/a%0d%0aSet-Cookie:%20a=b', 404],
  ['/tags/a%0d%0aLocation:%20https://evil.example', 404],
  ['/login?next=%0d%0aX-Injected:%20b', 200],
])('S46, S47, S54: %s is answered', async (path, status) => {
  const site = await openSite()

  const answer = await supertest(site.app).get(path)

  // PostgreSQL cannot even look for U+0000.
  expect(path.includes('%00') ? [status, 400] : [status]).toContain(answer.status)
  expect(answer.headers['set-cookie']).toBeUndefined()
  expect(answer.headers['x-injected']).toBeUndefined()
  expect(answer.text).not.toMatch(/at .*:\d+:\d+|node_modules|URIError/)
})

test.each([
  ['too many headers', `GET / HTTP/1.1\r\nHost: a\r\n${'X-A: b\r\n'.repeat(5_000)}\r\n`, '431'],
  [
    'a header without end',
    `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'b'.repeat(100_000)}\r\n\r\n`,
    '431',
  ],
  ['an address without end', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, '431'],
  ['a line end in a header', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rc\r\n\r\n', '400'],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', '400'],
  [
    'two lengths',
    'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    '400',
  ],
  [
    'a length beside chunks',
    'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    '400',
  ],
])(
  'S46, S76: a request with %s is refused and the site goes on',
  async (_what, request, status) => {
    const site = await openSite()

    const answer = await sendRaw(site, request)

    expect(answer.split(' ')[1]).toBe(status)
    expect((await site.page('/')).status).toBe(200)
  },
)

function post(site: Site, type: string, body: string) {
  return supertest(site.app)
    .post('/login')
    .set({ ...own, 'Content-Type': type })
    .send(body)
}

function sendRaw(site: Site, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(site.url).port), '127.0.0.1', () => socket.end(request))
    let answer = ''
    socket.on('data', chunk => (answer += chunk.toString()))
    socket.on('close', () => resolve(answer))
    socket.on('error', error => (answer ? resolve(answer) : reject(error)))
  })
}

// Sends chunk after chunk until the site hangs up.
function pour(site: Site, type: string): Promise<{ answer: string; sent: number }> {
  return new Promise(resolve => {
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`
    const socket = connect(Number(new URL(site.url).port), '127.0.0.1')
    let answer = ''
    let closed = false
    const send = () => {
      while (!closed && socket.bytesWritten < 200 * MEBIBYTE) if (!socket.write(chunk)) return
    }
    socket.on('data', data => (answer += data.toString()))
    socket.on('drain', send)
    socket.on('error', () => (closed = true))
    socket.on('close', () => {
      closed = true
      resolve({ answer, sent: socket.bytesWritten })
    })
    socket.write(
      `POST /login HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    send()
  })
}
