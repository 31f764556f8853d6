import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { uploadFolder } from '../../src/library/receive.ts'
import { drawPng, uploadFile } from '../support/media.ts'
import { PASSWORD } from '../support/people.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'
import { costOf } from '../support/cost.ts'

const MEBIBYTE = 1024 * 1024
// In two halves, so that no scanner takes this file for one.
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'

test('S57: a file of one byte too many is 413, and nothing of it stays', async () => {
  const { site, alice } = await open({ maxUploadBytes: MEBIBYTE })
  const edge = await uploadFile(alice, fill('%PDF-', MEBIBYTE), 'edge.pdf')
  const over = await uploadFile(alice, fill('%PDF-', MEBIBYTE + 1), 'over.pdf')

  expect([edge.status, over.status]).toEqual([201, 413])
  expect(over.body).toEqual({ error: 'This file is too large.' })
  expectNothingLeft(site)
})

test('S57: what is far too large is not read to its end, whether it says its length or not', async () => {
  const { site } = await open({ maxUploadBytes: MEBIBYTE })
  const cookie = await cookieOf(site)

  const declared = await pour(site, cookie, { declared: 500 * MEBIBYTE })
  const endless = await pour(site, cookie, {})

  expect(declared.answer).toContain('413')
  expect(endless.answer).toContain('413')
  // What the system keeps between the two is sent, too.
  expect(endless.sent).toBeLessThan(16 * MEBIBYTE)
  expectNothingLeft(site)
})

test('S57: memory stays flat while a large file is refused', async () => {
  const { site } = await open({ maxUploadBytes: 60 * MEBIBYTE })
  const cookie = await cookieOf(site)
  await pour(site, cookie, { limit: MEBIBYTE, hangUp: true })
  const before = process.memoryUsage().rss
  let highest = before
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss)
  }, 5)

  await pour(site, cookie, { limit: 200 * MEBIBYTE })

  clearInterval(watch)
  expect((highest - before) / MEBIBYTE).toBeLessThan(50)
})

test('S57: an upload that is broken off leaves nothing', async () => {
  const { site } = await open()
  const cookie = await cookieOf(site)

  await pour(site, cookie, { limit: MEBIBYTE, hangUp: true })

  await expect.poll(() => readdirSync(uploadFolder(site.context.config.dataDir))).toEqual([])
  expect(await site.db.read.media.count()).toBe(0)
})

test.each([
  ['10,000 fields', () => part('x').repeat(10_000) + END, 413],
  ['10,000 files', () => part('file', 'a.png').repeat(10_000) + END, 413],
  ['no end', () => part('file', 'a.png'), 400],
  ['endless headers', () => `--b\r\n${'X: y\r\n'.repeat(100_000)}\r\n`, 400],
  ['no file', () => part('x') + END, 422],
  ['an empty file', () => part('file', 'a.png', '') + END, 422],
  ['a name with U+0000', () => part('file', 'a\0.png') + END, 400],
  ['a file in another field', () => part('picture', 'a.png') + END, 422],
])('S57: a form with %s is refused at once', async (_name, body, status) => {
  const { site, alice } = await open()
  const form = body()
  const send = () =>
    alice
      .post('/admin/media')
      .set({ Accept: 'application/json', 'Content-Type': 'multipart/form-data; boundary=b' })
      .send(form)
  let answer = await send()
  const cost = await costOf(async () => (answer = await send()))

  expect(answer.status).toBe(status)
  expect(answer.body).toHaveProperty('error')
  expect(cost).toBeLessThan(1_000)
  expectNothingLeft(site)
})

test('S57: a stranger uploads nothing', async () => {
  const { site } = await open()

  const answer = await uploadFile(site.agent(), await drawPng())

  expect(answer.status).toBe(401)
  expect(await site.db.read.media.count()).toBe(0)
})

const REFUSED: [string, string, Buffer | string, number][] = [
  ['a page named .png', 'a.png', '<!doctype html><script>alert(1)</script>', 415],
  ['a script named .jpg', 'a.jpg', 'alert(1)', 415],
  ['PHP named .gif', 'a.gif', '<?php system($_GET[0]);', 415],
  ['a page', 'a.html', '<html></html>', 415],
  ['a page as XHTML', 'a.xhtml', '<html xmlns="http://www.w3.org/1999/xhtml"></html>', 415],
  ['an XML file that shows a page', 'a.xml', '<?xml version="1.0"?><html></html>', 415],
  ['EICAR', 'eicar.com', EICAR, 415],
  ['EICAR named .png', 'eicar.png', EICAR, 415],
  ['EICAR named .zip', 'eicar.zip', EICAR, 415],
  ['a program named .pdf', 'a.pdf', 'MZ\u0090\u0000', 415],
  ['a packed SVG', 'a.svgz', Buffer.from('1f8b0800', 'hex'), 415],
  ['nothing at all', 'a.png', '', 422],
  ['a PNG that ends after its head', 'a.png', Buffer.from('89504e470d0a1a0a0000', 'hex'), 422],
  ['a GIF in name only', 'a.gif', 'GIF89a', 422],
  ['an SVG without anything in it', 'a.svg', '<svg xmlns="http://www.w3.org/2000/svg"></svg>', 422],
  ['an SVG that is none', 'a.svg', '<svg><script>alert(1)</script></svg>', 422],
]

test.each(REFUSED)('S58: %s is refused', async (_name, filename, content, status) => {
  const { site, alice } = await open()

  const answer = await uploadFile(alice, Buffer.from(content), filename)

  expect(answer.status).toBe(status)
  expect(await site.db.read.media.count()).toBe(0)
  expect(await site.context.storage.list()).toEqual([])
})

test('S58: a GIF of one pixel that claims 60,000 by 60,000 is what it really is, or refused', async () => {
  const { alice } = await open()
  const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')
  const claim = (from: Buffer, offset: number): Buffer => {
    const copy = Buffer.from(from)
    copy.writeUInt16LE(60_000, offset)
    copy.writeUInt16LE(60_000, offset + 2)
    return copy
  }
  const screen = claim(gif, 6)
  const frame = claim(screen, gif.indexOf(0x2c) + 5)
  const before = process.memoryUsage().rss

  const small = await uploadFile(alice, screen, 'screen.gif')
  const bomb = await uploadFile(alice, frame, 'frame.gif')

  expect(small.body).toMatchObject({ width: 1, height: 1 })
  expect(bomb.status).toBe(422)
  expect((process.memoryUsage().rss - before) / MEBIBYTE).toBeLessThan(100)
})

test('S58: a PNG that claims too many pixels says so', async () => {
  const { alice } = await open()
  const png = await sharp({
    create: { width: 8_000, height: 7_000, channels: 3, background: 'teal' },
  })
    .png({ compressionLevel: 9 })
    .toBuffer()

  const answer = await uploadFile(alice, png, 'large.png')

  expect([answer.status, answer.body]).toEqual([
    ...[422, { error: 'This image has more than 50 million pixels. Make it smaller first.' }],
  ])
})

test('S58: a truncated photograph is refused', async () => {
  const { alice } = await open()
  const jpeg = await sharp(await drawPng(400, 400))
    .jpeg()
    .toBuffer()

  const answer = await uploadFile(alice, jpeg.subarray(0, jpeg.length / 2), 'half.jpg')

  expect(answer.status).toBe(422)
})

test('S58: an image that is a page too loses the page', async () => {
  const { site, alice } = await open()
  const script = '<script>alert(1)</script>'
  const polyglot = Buffer.concat([await drawPng(), Buffer.from(script)])

  const answer = await uploadFile(alice, polyglot, 'a.html')

  const served = await site.agent().get(urlOf(answer.body))
  expect(served.headers['content-type']).toBe('image/png')
  expect((served.body as Buffer).includes(script)).toBe(false)
})

test('S59: an SVG keeps its shapes and loses what runs, links, loads or holds a page', async () => {
  const { site, alice } = await open()
  const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" viewBox="0 0 9 9"><rect/></svg>`
  const refused = await uploadFile(alice, Buffer.from(svg), 'entity.svg')
  expect(refused.status).toBe(415)

  const answer = await uploadFile(alice, Buffer.from(HOSTILE_SVG), 'a.svg')

  expect(answer.body).toMatchObject({ type: 'image/svg+xml', width: 20, height: 10 })
  const served = await site.agent().get(urlOf(answer.body)).buffer(true)
  const text = (served.body as Buffer).toString()
  expect(text).toContain('<path d="M0 0h9" fill="red"')
  expect(text).not.toMatch(
    /script|onload|onclick|foreignObject|iframe|example|javascript|style|set|animate|<a|data:/i,
  )
  expect(served.headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  })
})

const HOSTILE_SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  width="20" height="10" onload="alert(1)">
  <script>alert(1)</script><script href="https://elsewhere.example/x.js"/>
  <style>@import url(https://elsewhere.example/x.css)</style>
  <foreignObject><iframe src="javascript:alert(1)"></iframe></foreignObject>
  <a xlink:href="javascript:alert(1)"><rect width="9" height="9" onclick="alert(1)"/></a>
  <image href="https://elsewhere.example/x.png"/><use href="https://elsewhere.example/x.svg#a"/>
  <use xlink:href="data:image/svg+xml;base64,AAAA"/>
  <path d="M0 0h9" style="fill:red;background:url(https://elsewhere.example)"/>
  <rect fill="url(https://elsewhere.example/#x)"/><set attributeName="onload" to="alert(1)"/>
  <animate attributeName="href" values="javascript:alert(1)"/>
</svg>`

test('S59: a small SVG that shows itself a billion times is refused', async () => {
  const { alice } = await open()
  const levels = Array.from(
    { length: 12 },
    (_, level) => `<g id="g${level + 1}">${`<use href="#g${level}"/>`.repeat(10)}</g>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="g0"><rect width="1" height="1"/></g>${levels.join('')}</svg>`

  expect((await uploadFile(alice, Buffer.from(svg), 'bomb.svg')).status).toBe(422)
  const deep = `<svg>${'<g>'.repeat(100_000)}</svg>`
  expect((await uploadFile(alice, Buffer.from(deep), 'deep.svg')).status).toBe(422)
})

test.each([
  ['a.pdf', '%PDF-1.4 <script>', 'application/pdf'],
  ['a.zip', 'PK\u0003\u0004', 'application/zip'],
  ['a.txt', '<script>alert(1)</script>', 'application/octet-stream'],
])('S60: %s is a download that does nothing as a page', async (name, content, type) => {
  const { site, alice } = await open({ uploadTypes: ['zip', 'txt'] })

  const body = await upload(alice, Buffer.from(content), name)
  const served = await site.agent().get(urlOf(body))

  expect(served.headers).toMatchObject({
    'content-type': type,
    'content-disposition': expect.stringMatching(
      new RegExp(`^attachment; filename="?${name}"?$`),
    ) as string,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
})

test('S60: a film is shown, as nothing but a film', async () => {
  const { site, alice } = await open()

  const body = await upload(alice, Buffer.from('\0\0\0\u0018ftypisom'), 'a.mp4')
  const served = await site.agent().get(urlOf(body))

  expect(served.headers['content-type']).toBe('video/mp4')
  expect(served.headers['content-disposition']).toBeUndefined()
})

test.each([
  ['../../x', 'x.pdf'],
  ['..\\x.pdf', 'x.pdf'],
  ['C:\\temp\\x.pdf', 'x.pdf'],
  ['CON.pdf', '_CON.pdf'],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(200)}.pdf`],
  ['\u202efdp.exe', 'fdp.pdf'],
  ['a"b.pdf', 'a-b.pdf'],
  ['a\r\nSet-Cookie: x=1.pdf', 'a Set-Cookie- x=1.pdf'],
  ['河.pdf', '河.pdf'],
])('S61: a file called %j is stored under a made name and offered as %j', async (given, kept) => {
  const { site, alice } = await open()
  const content = Buffer.from('%PDF-1.4')

  const answer = await alice
    .post('/admin/media')
    .set({ Accept: 'application/json', 'Content-Type': 'multipart/form-data; boundary=b' })
    .send(part('file', encodeName(given), content.toString()) + END)

  const served = await site.agent().get(urlOf(answer.body))
  expect(answer.body).toMatchObject({ name: kept })
  expect(await site.context.storage.list()).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.pdf$/)])
  expect(served.headers['set-cookie']).toBeUndefined()
  expect(served.headers['content-disposition']).toMatch(/^attachment; filename=[ -~]+$/)
})

test('S62: where a photograph was taken is not stored', async () => {
  const { site, alice } = await open()
  const exif = { IFD0: { Copyright: 'taken at home' }, IFD3: { GPSLatitudeRef: 'N' } }
  const jpeg = await sharp(await drawPng())
    .withExif(exif)
    .jpeg()
    .toBuffer()
  expect(jpeg.includes('taken at home')).toBe(true)

  const body = await upload(alice, jpeg, 'a.jpg')

  const served = await site.agent().get(urlOf(body))
  expect((await sharp(served.body as Buffer).metadata()).exif).toBeUndefined()
})

type Options = { maxUploadBytes?: number; uploadTypes?: string[] }

async function open(config: Options = {}): Promise<{ site: Site; alice: Agent }> {
  const site = await openSite({ config })
  return { site, alice: await site.signIn('alice') }
}

const urlOf = (body: unknown): string => (body as { url: string }).url

async function upload(agent: Agent, bytes: Buffer, name: string): Promise<unknown> {
  const answer = await uploadFile(agent, bytes, name)
  expect(answer.status).toBe(201)
  return answer.body
}

const fill = (head: string, bytes: number): Buffer =>
  Buffer.concat([Buffer.from(head), Buffer.alloc(bytes - head.length, 'x')])

const part = (field: string, filename = '', content = 'x'): string =>
  `--b\r\nContent-Disposition: form-data; name="${field}"${
    filename && `; filename="${filename}"`
  }\r\n\r\n${content}\r\n`

const END = '--b--\r\n'

// As browsers write a name into the head of a part.
const encodeName = (name: string): string =>
  name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')

function expectNothingLeft(site: Site): void {
  expect(readdirSync(uploadFolder(site.context.config.dataDir))).toEqual([])
}

async function cookieOf(site: Site): Promise<string> {
  const { email } = site.people.alice
  const form = { email, password: PASSWORD }
  const { headers } = await site.agent().post('/login').type('form').send(form)
  return String(headers['set-cookie']).split(';')[0] ?? ''
}

type Pour = { declared?: number; limit?: number; hangUp?: boolean }

// Sends a file without end, until the site hangs up or the limit is reached.
function pour(
  site: Site,
  cookie: string,
  { declared, limit = 200 * MEBIBYTE, hangUp = false }: Pour,
): Promise<{ answer: string; sent: number }> {
  return new Promise(resolve => {
    const chunk = 'x'.repeat(65_536)
    const socket = connect(Number(new URL(site.url).port), '127.0.0.1')
    const framed = declared === undefined ? `10000\r\n${chunk}\r\n` : chunk
    let answer = ''
    let closed = false
    const send = () => {
      while (!closed && socket.bytesWritten < limit) if (!socket.write(framed)) return
      if (hangUp) socket.destroy()
    }
    socket.on('data', data => (answer += data.toString()))
    socket.on('drain', send)
    socket.on('error', () => (closed = true))
    socket.on('close', () => {
      closed = true
      resolve({ answer, sent: socket.bytesWritten })
    })
    const length =
      declared === undefined ? 'Transfer-Encoding: chunked' : `Content-Length: ${declared}`
    socket.write(
      `POST /admin/media HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\nSec-Fetch-Site: same-origin\r\n` +
        `Content-Type: multipart/form-data; boundary=b\r\nAccept: application/json\r\n${length}\r\n\r\n`,
    )
    const head = part('file', 'a.pdf', '%PDF-').slice(0, -2)
    socket.write(declared === undefined ? `${head.length.toString(16)}\r\n${head}\r\n` : head)
    send()
  })
}
