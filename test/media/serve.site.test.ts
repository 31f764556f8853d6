import { expect, test } from 'vitest'
import { addImage, uploadFile } from '../support/media.ts'
import { openSite, type Site } from '../support/site.ts'

const CONTENT = '%PDF-0123456789'

test('a part of a file is given where it is asked for', async () => {
  const { get } = await open()

  const part = await get({ Range: 'bytes=5-8' })
  const end = await get({ Range: 'bytes=-2' })
  const rest = await get({ Range: 'bytes=13-' })

  expect([part.status, String(part.body), part.headers['content-range']]).toEqual([
    ...[206, '0123', 'bytes 5-8/15'],
  ])
  expect([String(end.body), String(rest.body)]).toEqual(['89', '89'])
  expect(part.headers['content-length']).toBe('4')
})

test.each([
  ['several parts', 'bytes=0-1,3-4'],
  ['another unit', 'lines=0-1'],
  ['nonsense', 'bytes=x-y'],
])('%s at once get the whole', async (_name, range) => {
  const { get } = await open()

  const whole = await get({ Range: range })

  expect([whole.status, String(whole.body)]).toEqual([200, CONTENT])
})

test('a part behind the end is 416 and says how long the file is', async () => {
  const { get } = await open()

  const answer = await get({ Range: 'bytes=15-' })

  expect([answer.status, answer.headers['content-range']]).toEqual([416, 'bytes */15'])
})

test('who has a file already gets 304, and a part only of the same state', async () => {
  const { get } = await open()
  const tag = (await get({})).headers['etag'] ?? ''

  expect((await get({ 'If-None-Match': tag })).status).toBe(304)
  expect((await get({ 'If-None-Match': '"other"' })).status).toBe(200)
  expect((await get({ Range: 'bytes=0-1', 'If-Range': tag })).status).toBe(206)
  expect((await get({ Range: 'bytes=0-1', 'If-Range': '"other"' })).status).toBe(200)
})

test('HEAD says what GET would, and sends nothing', async () => {
  const { site, url } = await open()

  const answer = await site.agent().head(url)

  expect([answer.status, answer.headers['content-length']]).toEqual([200, '15'])
  expect(answer.headers['accept-ranges']).toBe('bytes')
})

test('a stored file whose record is lost is still served as what it is', async () => {
  const site = await openSite()
  const image = await addImage(site)
  await site.db.write(tx => tx.media.deleteMany())

  const answer = await site.agent().get(image.path)

  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/png'])
})

async function open(): Promise<{
  site: Site
  url: string
  get: (headers: Record<string, string>) => ReturnType<ReturnType<Site['agent']>['get']>
}> {
  const site = await openSite()
  const answer = await uploadFile(await site.signIn('alice'), Buffer.from(CONTENT), 'a.pdf')
  const { url } = answer.body as { url: string }
  const get = (headers: Record<string, string>) => site.agent().get(url).set(headers).buffer(true)
  return { site, url, get }
}
