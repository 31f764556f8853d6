import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sql, type Tx } from '../../../src/db/doors.ts'
import { compareDatabases, copyDatabase } from '../../../src/operations/backup/copy.ts'
import { addPost } from '../../support/builders.ts'
import { copyPrepared } from '../../support/databases.ts'
import { openSite, type Site } from '../../support/site.ts'

const migrations = 'prisma/migrations'

// What has to be the same in the end: quotes, a backslash, line ends, what Unicode counts as one.
const ODD = 'A “quote” \' " \\ \\n \t \r\n \u2028 é é 海 🌊 {"a": [1]} $1 ?'
const AT = new Date('2026-02-28T23:59:59.999Z')
const OLD = new Date('0999-12-31T00:00:00.001Z')

test('a blog that is copied into a file and from there into a database again is the same in every table', async () => {
  const site = await openSite()
  await fillEveryTable(site)
  const { databaseUrl: from, dataDir } = site.context.config
  const file = `file:${join(dataDir, 'between.db')}`
  const last = await copyPrepared('empty')
  onTestFinished(() => last.remove())

  const there = await copyDatabase({ from, to: file, migrations })
  await copyDatabase({ from: file, to: last.databaseUrl, migrations })
  const back = await compareDatabases(from, last.databaseUrl)

  expect(there.filter(({ equal }) => !equal)).toEqual([])
  expect(back.filter(({ equal }) => !equal)).toEqual([])
  expect(back.filter(table => table.from === 0).map(({ name }) => name)).toEqual([])
})

async function fillEveryTable(site: Site): Promise<void> {
  const post = await addPost(site, {
    ...{ title: ODD.slice(0, 60), body: `${ODD}\n\n[there](/posts/nowhere#part)`, slug: 'odd' },
    ...{ tags: ['C++', '海', 'c#'], category: 'Nature', series: 'Tides', pinned: true },
  })
  const other = await addPost(site, {
    title: 'Other',
    tags: ['C++'],
    publishedAt: OLD.toISOString(),
  })
  const edith = await site.signIn('edith')
  const [one, two] = await site.db.read.tag.findMany({ orderBy: { id: 'asc' } })
  await edith.post('/admin/tags/merge').type('form').send({ from: one?.id, into: two?.id })
  await site.context.background.idle()
  await site.db.write(tx => addTheRest(tx, post.id, other.id))
}

async function addTheRest(tx: Tx, postId: number, otherId: number): Promise<void> {
  const createdAt = AT
  const category = await tx.category.findFirstOrThrow()
  await tx.categoryAlias.create({
    data: { name: ODD, key: 'odd', categoryId: category.id, createdAt },
  })
  await tx.dismissal.create({ data: { finding: ODD, createdAt: OLD } })
  await tx.stagedOperation.create({
    data: { personId: 3, position: 1, request: JSON.stringify({ text: ODD }), createdAt },
  })
  await tx.tagRequest.create({ data: { name: ODD, key: 'odd', postId, personId: 1, createdAt } })
  const webhook = await tx.webhook.create({
    data: { url: 'https://example.org/', secret: ODD, events: '*', createdAt },
  })
  await tx.webhookDelivery.create({
    data: {
      ...{ webhookId: webhook.id, messageId: 'm', event: 'e', payload: ODD, createdAt },
      ...{ attempts: 2 ** 31 - 1, lastStatus: 503, dueAt: null, deliveredAt: AT },
    },
  })
  await tx.draft.create({
    data: {
      ...{ key: 'k', personId: 1, postId, writer: 'w', sequence: 7, fields: ODD },
      ...{ createdAt, updatedAt: AT },
    },
  })
  await tx.token.create({ data: { kind: 'api', hash: 'h', personId: 4, data: '{}', createdAt } })
  await tx.forward.create({ data: { path: '/old/ä', target: '/posts/odd', createdAt } })
  await tx.media.create({
    data: { path: '/media/a.png', hash: 'a', name: ODD, type: 'image/png', bytes: 3, createdAt },
  })
  const run = await tx.importRun.create({
    data: { state: 'done', format: 'markdown', name: ODD, path: '', createdAt, beatAt: AT },
  })
  await tx.importLine.create({ data: { runId: run.id, kind: 'added', file: ODD, applied: true } })
  await tx.import.create({ data: { source: ODD, postId, checksum: 'c' } })
  await tx.setting.create({ data: { name: 'tagline', value: ODD } })
  await tx.redirect.create({ data: { path: '/odd-old', postId, createdAt } })
  await tx.execute(sql`UPDATE posts SET excerpt = ${ODD} WHERE id = ${otherId}`)
}
