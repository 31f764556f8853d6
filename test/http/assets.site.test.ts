import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import supertest from 'supertest'
import { expect, onTestFinished, test } from 'vitest'
import { serveAssets } from '../../src/http/assets.ts'
import { openSite } from '../support/site.ts'

const FOR_EVER = 'public, max-age=31536000, immutable'

test('files of the site and of its theme are sent compressed, for ever, with a tag of their bytes', async () => {
  const site = await openSite()
  const { $ } = await site.page('/')
  const paths = [
    $('link[rel=stylesheet]').attr('href') ?? '',
    ...$('script[src]')
      .toArray()
      .map(script => $(script).attr('src') ?? ''),
  ]

  for (const path of paths) {
    const ask = (accepts: string, more: Record<string, string> = {}) =>
      site.agent().get(path).set('Accept-Encoding', accepts).set(more).buffer()
    const plain = await ask('identity')
    const tags = new Set([plain.headers['etag']])
    for (const encoding of ['br', 'gzip']) {
      const packed = await ask(encoding)
      const known = await ask(encoding, { 'If-None-Match': String(packed.headers['etag']) })
      tags.add(packed.headers['etag'])

      expect(packed.text).toBe(plain.text)
      expect([path, packed.headers['content-encoding'] ?? 'none']).toEqual([
        path,
        plain.text.length < 512 ? 'none' : encoding,
      ])
      expect(packed.headers).toMatchObject({ vary: 'Accept-Encoding', 'cache-control': FOR_EVER })
      expect(packed.headers['content-security-policy']).toContain("default-src 'none'")
      expect([known.status, known.text]).toEqual([304, ''])
    }
    expect([...tags].every(tag => /^"[\w.-]+"$/.test(String(tag)))).toBe(true)
    expect(tags.size).toBe(plain.text.length < 512 ? 1 : 3)
  }
})

test('an address without its version is asked about again soon; HEAD has no body', async () => {
  const site = await openSite()
  const head = await site.agent().head('/css/tokens.css').set('Accept-Encoding', 'br')

  expect(head.headers).toMatchObject({
    ...{ 'content-encoding': 'br', 'cache-control': 'public, max-age=300' },
    'content-type': 'text/css; charset=utf-8',
  })
  expect(Number(head.headers['content-length'])).toBeLessThan(2_000)
  expect(head.text).toBeFalsy()
})

test('nothing outside of the folder, no folder and no hidden file is sent', async () => {
  const site = await openSite()

  for (const path of [
    '/css',
    '/css/',
    '/css/..%2f..%2fpackage.json',
    '/build/.stamp',
    '/css/no.css',
  ]) {
    expect([path, (await site.page(path)).status]).toEqual([path, 404])
  }
})

test('a file that changes is read again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'blext-assets-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const app = express().use(serveAssets(folder))
  const read = async () => (await supertest(app).get('/a.css').buffer()).text
  writeFileSync(join(folder, 'a.css'), 'a {}')
  const before = await read()

  writeFileSync(join(folder, 'a.css'), 'changed {}')

  expect([before, await read()]).toEqual(['a {}', 'changed {}'])
})
