import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { importMarkdown } from '../../../src/transfer/markdown/import.ts'
import { sendForm } from '../../support/forms.ts'
import { makeFolder } from '../../support/folder.ts'
import { openSite, type Site } from '../../support/site.ts'

test('documents come into their series in their order, whatever the order of the files', async () => {
  const site = await openSite()
  const path = writeParts({ a: 'part: 3', b: 'part: 1', c: 'part: 2' })

  await importMarkdown(site.context, path, { dryRun: false })

  expect(await readParts(site)).toEqual(['b 1', 'c 2', 'a 3'])
})

test('a document that comes again keeps the place that somebody gave its post', async () => {
  const site = await openSite()
  const edith = await site.signIn('edith')
  const path = writeParts({ a: '', b: '' })
  await importMarkdown(site.context, path, { dryRun: false })
  await sendForm(edith, '/admin/series/1/order', { order: ['2', '1'] })

  const again = await importMarkdown(site.context, path, { dryRun: false })

  expect(again).toMatchObject({ ok: true, report: { added: 0, updated: 0, unchanged: 2 } })
  expect(await readParts(site)).toEqual(['b 1', 'a 2'])
})

function writeParts(parts: Record<string, string>): string {
  const { path: folder, remove } = makeFolder('series')
  onTestFinished(remove)
  for (const [name, header] of Object.entries(parts)) {
    const text = `---\ntitle: ${name}\ndate: 2026-01-01\nseries: Tides\n${header}\n---\nText`
    writeFileSync(join(folder, `${name}.md`), text)
  }
  return folder
}

async function readParts({ db }: Site): Promise<string[]> {
  const parts = await db.read.seriesPost.findMany({
    orderBy: { position: 'asc' },
    include: { post: true },
  })
  return parts.map(({ position, post }) => `${post.title} ${position}`)
}
