import { execFile } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { saveSettings } from '../src/settings/service.ts'
import { giveToken } from './api/holder.ts'
import { readText } from './support/files.ts'
import { makeFolder } from './support/folder.ts'
import { openSite } from './support/site.ts'

vi.setConfig({ testTimeout: 60_000 })

const blocksOf = (page: string, language: string): string[] =>
  [...readText(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, kind, text = '']) =>
    kind === language ? [text] : [],
  )

test('every example of docs/api.md runs as it is', async () => {
  const site = await openSite()
  const token = await giveToken(site, 'edith')
  await site.db.write(tx => saveSettings(tx, { publicApi: true }))
  const [setting = '', ...examples] = blocksOf('docs/api.md', 'sh')
  const given = setting.replace('http://localhost:3000', site.url).replace(/blext_…/, token)

  const outputs = []
  for (const example of examples) {
    const { stdout } = await promisify(execFile)('sh', ['-ec', `${given}\n${example}`])
    outputs.push(stdout)
  }

  expect(examples).toHaveLength(8)
  expect(outputs[1]).toContain('"slug":"tides"')
  expect(outputs[2]).toContain('Twice a day, mostly.')
  expect(outputs[3]).toContain('oceans')
  expect(outputs[4]).toContain('"total":1')
  expect(outputs[5]).toContain('"name":"The sea"')
  expect(JSON.parse(outputs[6] ?? '')).toMatchObject({ status: 422, errors: [{ field: 'title' }] })
  expect(outputs[7]).toContain('"title":"Tides"')
})

test('the example of docs/webhooks.md knows a signed message from a forged one', async () => {
  const folder = makeFolder('example')
  onTestFinished(folder.remove)
  const [code = ''] = blocksOf('docs/webhooks.md', 'js')
  const path = join(folder.path, 'check.mjs')
  writeFileSync(path, code)
  const { isFromMyBlog } = (await import(pathToFileURL(path).href)) as {
    isFromMyBlog: (headers: Record<string, string>, payload: string, secret: string) => boolean
  }
  const key = randomBytes(32)
  const secret = `whsec_${key.toString('base64')}`
  const sign = (at: number, payload: string) => ({
    ...{ 'webhook-id': 'msg_1', 'webhook-timestamp': String(at) },
    'webhook-signature': `v1,AAAA v1,${createHmac('sha256', key).update(`msg_1.${at}.${payload}`).digest('base64')}`,
  })
  const now = Math.floor(Date.now() / 1000)

  expect(isFromMyBlog(sign(now, '{}'), '{}', secret)).toBe(true)
  expect(isFromMyBlog(sign(now, '{}'), '{ }', secret)).toBe(false)
  expect(isFromMyBlog(sign(now - 600, '{}'), '{}', secret)).toBe(false)
  expect(isFromMyBlog(sign(now, '{}'), '{}', `whsec_${randomBytes(32).toString('base64')}`)).toBe(
    false,
  )
})
