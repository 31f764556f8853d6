import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeBackup } from '../../src/operations/backup/nightly.ts'
import { readLetters } from '../support/letters.ts'
import { openSite, type Page, type Site } from '../support/site.ts'

test('the page says of everything that a blog stands on how it is, and what to do', async () => {
  const site = await openSite()
  const before = statesOf(await show(site))
  expect(before).toMatchObject({
    Database: 'Good',
    Disk: 'Good',
    Uploads: 'Good',
    Program: 'Good',
    // Nobody has looked, nothing was backed up, letters stay here, and the test came by 127.0.0.1.
    Doctor: 'Worth knowing',
    Backups: 'Worth knowing',
    Mail: 'Worth knowing',
    Address: 'Worth knowing',
  })

  await makeBackup(site.context, 'by-hand')
  const admin = await site.signIn('adam')
  await admin.get('/admin/doctor')

  const page = await show(site)
  expect(statesOf(page)).toMatchObject({ Backups: 'Good', Doctor: 'Good' })
  expect(page.$('.findings').text()).toContain(
    site.dialect === 'sqlite' ? 'SQLite 3' : 'PostgreSQL 18',
  )
})

test('what cannot be looked at is to be mended, with the reason, and hides no other', async () => {
  const site = await openSite({ expectErrors: true })
  const folder = join(site.context.config.dataDir, 'media')
  await rm(folder, { recursive: true, force: true })
  await writeFile(folder, 'a file where the folder was')

  const page = await show(site)

  expect(statesOf(page)).toMatchObject({ Uploads: 'To be mended', Database: 'Good' })
  expect(page.$('.health-sum').text()).toBe('1 thing is to be mended.')
})

test('a webhook that stopped by itself is to be mended', async () => {
  const site = await openSite()
  const hook = { name: 'x', url: 'https://a.example/', secret: 'whsec_x', events: 'post.published' }
  await site.db.write(tx =>
    tx.webhook.create({
      data: {
        ...hook,
        createdAt: site.now(),
        active: false,
        stopped: 'gone',
        stoppedAt: site.now(),
      },
    }),
  )

  expect(statesOf(await show(site))['Webhooks']).toBe('To be mended')
})

test('a proxy that is not trusted is to be mended, since limits would hit everybody at once', async () => {
  const site = await openSite()
  const admin = await site.signIn('adam')

  const { text } = await admin.get('/admin/health').set('X-Forwarded-For', '203.0.113.7')

  expect(text).toContain('A proxy stands in front, but TRUST_PROXY is not set')
})

test('an old backup, and one that cannot be restored, are not good', async () => {
  const site = await openSite()
  await makeBackup(site.context, 'by-hand')
  site.setNow('2026-03-08T00:00:00Z')
  expect(statesOf(await show(site))['Backups']).toBe('Worth knowing')

  const last = { at: '2026-03-07T03:10:00.000Z', path: 'x.zip', posts: 3, problems: ['It is cut.'] }
  await writeFile(join(site.context.config.dataDir, 'backups', 'last.json'), JSON.stringify(last))
  const page = await show(site)
  expect(statesOf(page)['Backups']).toBe('To be mended')
  expect(page.text).toContain('It is cut.')
})

test('an admin sends a letter to see whether letters arrive', async () => {
  const site = await openSite()
  const admin = await site.signIn('adam')

  const sent = await admin.post('/admin/health/letter')

  expect(sent.headers['location']).toBe('/admin/health')
  const [letter] = await readLetters(site)
  expect(letter?.to).toContain('adam@example.com')
})

async function show(site: Site): Promise<Page> {
  return site.page('/admin/health', await site.signIn('adam'))
}

function statesOf({ $ }: Page): Record<string, string> {
  const findings = $('.finding .row-title').toArray()
  return Object.fromEntries(
    findings.map(finding => {
      const state = $(finding).find('.health-state').text()
      return [$(finding).text().replace(state, '').trim(), state]
    }),
  )
}
