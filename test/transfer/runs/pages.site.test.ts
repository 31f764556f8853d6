import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { claimRun } from '../../../src/transfer/runs/runs.ts'
import { workOnRun } from '../../../src/transfer/runs/work.ts'
import { sendForm } from '../../support/forms.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'

const FILES = {
  'blog/one.md': '---\ntitle: One\ntags: [river, 数据库]\ndate: 2024-01-02\n---\nOne.\n',
  'blog/two.md': '---\ntitle: Two\ntags: [river]\ndate: 2024-01-03\n---\nTwo.\n',
  'blog/bad.md': '---\ntitle: Bad\ndate: next tuesday\n---\nBad.\n',
}

test('a zip gets a plan, is applied, and is taken back with one button', async () => {
  const { site, adam } = await open()

  const address = await upload(adam, await makeZip(FILES))
  await site.context.slowWork.idle()
  const plan = await site.page(address, adam)

  expect(readTotals(plan.$)).toMatchObject({
    New: '2',
    Changed: '0',
    Skipped: '1',
    'New tags': '2',
  })
  expect(plan.$('.import-line').text()).toContain('Line 3: The date “next tuesday” cannot be read.')
  expect(await site.db.read.post.count()).toBe(0)

  await sendForm(adam, `${address}/apply`)
  await site.context.slowWork.idle()
  const done = await site.page(address, adam)
  expect(done.$('.page-facts').text()).toContain('Imported')
  expect(done.$('.page-facts').text()).toContain('Markdown')
  expect(await site.db.read.post.count()).toBe(2)
  expect(listImports(site)).toEqual([])

  await sendForm(adam, done.$('form[action$="/undo"]').attr('action') ?? '')
  expect(await site.db.read.post.count()).toBe(0)
  expect((await site.page(address, adam)).$('.page-facts').text()).toContain('Undone')
})

test('the plan of what comes again shows what changes, and tags before and after', async () => {
  const { site, adam } = await open()
  await importZip(site, adam, FILES)
  const changed = '---\ntitle: One\ntags: [river, lake]\ndate: 2024-01-02\n---\nOne, longer.\n'

  const address = await upload(adam, await makeZip({ ...FILES, 'blog/one.md': changed }))
  await site.context.slowWork.idle()
  const page = await site.page(`${address}?kind=updated`, adam)

  expect(readTotals(page.$)).toMatchObject({ New: '0', Changed: '1', Same: '1', 'New tags': '1' })
  const line = page.$('.import-line').text().replace(/\s+/g, ' ')
  expect(page.$('.import-line')).toHaveLength(1)
  expect(line).toContain('Changes: Text')
  expect(line).toContain('Tags river – 数据库 + lake')
  const post = await site.db.read.post.findUniqueOrThrow({ where: { slug: 'one' } })
  expect(post.body).toBe('One.\n')
})

test('S64: what is no zip in order is refused at its field, and nothing is kept', async () => {
  const { site, adam } = await open()
  const zip = await makeZip({ 'xx/evil.md': 'text' })
  const evil = Buffer.from(zip.toString('latin1').replaceAll('xx/evil.md', '../evil.md'), 'latin1')

  const refused = await send(adam, evil)
  const nothing = await send(adam, Buffer.alloc(0))
  const unknown = await adam
    .post('/admin/import')
    .field('format', 'nonsense')
    .attach('file', Buffer.from('# A'), 'a.md')

  expect([refused.status, nothing.status, unknown.status]).toEqual([422, 422, 422])
  expect(refused.text).toContain('id="file-error"')
  expect(listImports(site)).toEqual([])
  expect(await site.db.read.importRun.count()).toBe(0)
})

test('a file that is too large is refused with 413 and a sentence', async () => {
  const { adam } = await open({ maxImportBytes: 1024 * 1024 })

  const answer = await send(adam, Buffer.alloc(1024 * 1024 + 10, 'x'), 'a.md')

  expect(answer.status).toBe(413)
  expect(answer.text).toContain('The file is larger than 1 MB.')
})

test('only one import is at work at a time', async () => {
  const { site, adam } = await open()
  const now = site.now()
  const busy = {
    state: 'applying',
    format: '',
    name: 'other',
    path: '',
    createdAt: now,
    beatAt: now,
  }
  await site.db.write(tx => tx.importRun.create({ data: busy }))

  const answer = await send(adam, Buffer.from('# A\n'), 'a.md')

  expect(answer.status).toBe(422)
  expect(answer.text).toContain('Another import is at work')
})

test('R20: an import whose process died is shown as interrupted, goes on, and is undone as one', async () => {
  const { site, adam } = await open()
  const address = await upload(adam, await makeZip(FILES))
  await site.context.slowWork.idle()
  const id = Number(address.split('/').at(-1))
  await applyHalf(site, id)
  site.setNow('2026-03-04T06:00:00.000Z')

  const interrupted = await site.page(address, adam)
  expect(interrupted.$('.page-facts').text()).toContain('Interrupted')
  await sendForm(adam, `${address}/apply`)
  await site.context.slowWork.idle()

  const done = await site.page(address, adam)
  expect(readTotals(done.$)).toMatchObject({ New: '2', Same: '0' })
  expect(await site.db.read.post.count()).toBe(2)
  expect(await site.db.read.operation.count()).toBe(1)
  await sendForm(adam, done.$('form[action$="/undo"]').attr('action') ?? '')
  expect(await site.db.read.post.count()).toBe(0)
})

test('a plan can be discarded, with what was handed over', async () => {
  const { site, adam } = await open()
  const address = await upload(adam, await makeZip(FILES))
  await site.context.slowWork.idle()
  expect(listImports(site)).toHaveLength(1)

  await sendForm(adam, `${address}/forget`)

  expect((await site.page(address, adam)).status).toBe(404)
  expect(listImports(site)).toEqual([])
})

async function open(config: Partial<Site['context']['config']> = {}) {
  const site = await openSite({ config })
  return { site, adam: await site.signIn('adam') }
}

// As if the process had died after the first document.
async function applyHalf(site: Site, id: number): Promise<void> {
  const run = await site.db.read.importRun.findUniqueOrThrow({ where: { id } })
  await site.db.write(tx =>
    tx.importRun.update({ where: { id }, data: { path: join(run.path, 'one.md') } }),
  )
  await workOnRun(site.context, id, { dryRun: false })
  await site.db.write(tx => tx.importRun.update({ where: { id }, data: { path: run.path } }))
  await site.db.write(tx => claimRun(tx, id, 'applying', site.now()))
}

async function importZip(site: Site, adam: Agent, files: Record<string, string>): Promise<void> {
  const address = await upload(adam, await makeZip(files))
  await site.context.slowWork.idle()
  await sendForm(adam, `${address}/apply`)
  await site.context.slowWork.idle()
}

async function upload(agent: Agent, zip: Buffer): Promise<string> {
  const answer = await send(agent, zip)
  if (answer.status !== 303) throw new Error(`The upload was refused: ${answer.text}`)
  return answer.headers['location'] ?? ''
}

const send = (agent: Agent, bytes: Buffer, name = 'blog.zip') =>
  agent.post('/admin/import').field('format', '').field('author', '').attach('file', bytes, name)

function makeZip(files: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  return buffer(zip.outputStream)
}

function readTotals($: Awaited<ReturnType<Site['page']>>['$']): Record<string, string> {
  const rows = $('.plan-totals > div').toArray()
  return Object.fromEntries(rows.map(row => [$(row).find('dt').text(), $(row).find('dd').text()]))
}

function listImports(site: Site): string[] {
  const folder = join(site.context.config.dataDir, 'imports')
  return existsSync(folder) ? readdirSync(folder) : []
}
