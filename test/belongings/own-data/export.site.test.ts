import { randomBytes } from 'node:crypto'
import { Readable, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { exportOwnData } from '../../../src/belongings/own-data/export.ts'
import type { Context } from '../../../src/context.ts'
import type { Read } from '../../../src/db/doors.ts'
import { openZip } from '../../../src/transfer/export/zip-target.ts'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { addImage, drawPng } from '../../support/media.ts'
import { PASSWORD } from '../../support/people.ts'
import { openSite, type Agent } from '../../support/site.ts'
import { times } from '../../support/times.ts'
import { turnOnTwoFactor } from '../../support/two-factor.ts'

async function download(agent: Agent) {
  const answer = await agent
    .get('/account/export.zip')
    .buffer(true)
    .parse((res, done) => {
      void buffer(res as unknown as Readable).then(bytes => done(null, bytes))
    })
  const { status, headers } = answer
  return { status, headers, files: await unzip(answer.body as Buffer) }
}

async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    )
  })
  const files = new Map<string, Buffer>()
  const done = new Promise<void>((resolve, reject) => {
    zip.on('end', resolve).on('error', reject)
  })
  zip.on('entry', (entry: Entry) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) throw error
      void buffer(stream).then(content => {
        files.set(entry.fileName, content)
        zip.readEntry()
      })
    })
  })
  zip.readEntry()
  await done
  return files
}

async function openFull() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const post = await addPost(site, { title: 'Tide: a log', tags: ['Sea'], category: 'Notes' })
  await addPost(site, { title: 'Ropes', status: 'draft', body: 'Of alice' })
  await addPost(site, { title: 'Not hers', author: 'bob', body: 'Of bob' })
  const image = await addImage(site, { alt: 'High water' })
  await addImage(site, { uploader: 'bob', name: 'bobs.png' })
  await alice.post('/account/avatar').attach('file', await drawPng(20, 20), 'me.png')
  const token = await sendForm(alice, '/account/tokens', {
    name: 'Script',
    scopes: 'read',
    days: '90',
  })
  const [, secret = ''] = /<code>(blext_[\w-]+)<\/code>/.exec(token.text) ?? []
  await sendForm(alice, `/admin/posts/${post.id}`, { version: '1', body: 'Higher.' })
  const { id } = site.people.alice
  const copy = { title: 'Tide', body: 'Kept to herself', version: 2, writer: 'w', sequence: 1 }
  await alice.post(`/admin/posts/${post.id}/draft`).send({ ...copy, person: String(id), state: 0 })
  const { recovery } = await turnOnTwoFactor(site, alice)
  await sendForm(alice, '/account/email', { email: 'a@b.example', currentPassword: PASSWORD })
  await site.context.background.idle()
  return { site, alice, post, image, secret, recovery }
}

test('a person gets everything of theirs, and nothing of anybody else', async () => {
  const { alice, post, image, site } = await openFull()

  const { status, headers, files } = await download(alice)

  expect([status, headers['content-type']]).toEqual([200, 'application/zip'])
  expect(headers['content-disposition']).toContain('alice-2026-03-04.zip')
  expect(headers['cache-control']).toBe('no-store')
  const text = (name: string) => files.get(name)?.toString('utf8') ?? ''
  const json = (name: string) => JSON.parse(text(name)) as Record<string, unknown>[]
  const { avatar } = await site.db.read.user.findUniqueOrThrow({ where: { username: 'alice' } })
  expect([...files.keys()].sort()).toEqual(
    [
      ...['audit.json', 'drafts.json', 'media.json', 'posts/ropes.md', `posts/${post.slug}.md`],
      ...['profile.json', 'revisions/posts/ropes.json', `revisions/posts/${post.slug}.json`],
      ...['sessions.json', 'tokens.json', image.path.slice(1), `media/${avatar}-512.jpg`],
    ].sort(),
  )
  expect(JSON.parse(text('profile.json'))).toMatchObject({
    ...{ username: 'alice', email: 'alice@example.com', role: 'author', twoFactor: true },
  })
  expect(text(`posts/${post.slug}.md`)).toMatch(
    /^---\ntitle: .*Tide: a log[^]*tags: \[Sea\][^]*---\nHigher\.$/,
  )
  expect(json(`revisions/posts/${post.slug}.json`).map(({ body }) => body)).toEqual([
    ...['The water was high.', 'Higher.'],
  ])
  expect(json('drafts.json')).toMatchObject([{ fields: { body: 'Kept to herself' } }])
  expect(json('media.json')).toMatchObject([{ name: 'river.png', alt: 'High water' }])
  expect(json('sessions.json').length).toBe(1)
  expect(json('tokens.json')).toMatchObject([{ kind: 'api', name: 'Script' }])
  expect(json('audit.json').length).toBeGreaterThan(3)
  const all = Buffer.concat([...files.values()]).toString('utf8')
  expect(all).not.toMatch(/Of bob|bobs\.png|bob@example/)
})

test('S31: no hash, no secret and no code is in it', async () => {
  const { site, alice, secret, recovery } = await openFull()
  const { files } = await download(alice)
  const all = Buffer.concat([...files.values()]).toString('latin1')

  const { passwordHash } = await site.db.read.user.findUniqueOrThrow({
    where: { username: 'alice' },
  })
  const tokens = await site.db.read.token.findMany()
  const sessions = await site.db.read.session.findMany()
  const twoFactor = tokens.find(({ kind }) => kind === 'two-factor')
  const key = (JSON.parse(twoFactor?.data ?? '{}') as { secret?: string }).secret ?? ''
  const secrets = [
    ...[passwordHash, 'argon2', secret, key, PASSWORD, ...recovery],
    ...tokens.map(({ hash }) => hash),
    ...sessions.map(({ id }) => id),
  ]
  expect(secrets.length).toBeGreaterThan(25)
  expect(secrets.filter(each => each === '' || all.includes(each))).toEqual([])
})

test('it goes out while it is made: no more of it is read than can be sent', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Long' })
  const row = await site.db.read.revision.findFirstOrThrow({ where: { postId: id } })
  const added = Array.from({ length: times(400, 4_000) }, (_none, index) => {
    const { postId, version, createdAt, title, slug, excerpt, category, tags, status } = row
    const rest = { postId, version, createdAt, title, slug, excerpt, category, tags, status }
    return { ...rest, number: index + 2, body: randomBytes(BODY_CHARS / 2).toString('hex') }
  })
  await site.db.write(tx => tx.revision.createMany({ data: added }))
  let [read, written, ahead] = [0, 0, 0]
  const context = countRevisions(site.context, rows => (read += rows * BODY_CHARS))
  const slow = new Writable({
    highWaterMark: 16_384,
    write: (chunk: Buffer, _encoding, done) => {
      written += chunk.length
      // Of random digits, a zip takes a little more than half.
      ahead = Math.max(ahead, read - written * 1.6)
      setImmediate(done)
    },
  })

  const target = openZip(slow, site.now())
  await exportOwnData(context, target, site.people.alice.id)
  await target.finish()

  expect(read).toBeGreaterThan(added.length * BODY_CHARS)
  expect(written).toBeGreaterThan(read / 2)
  expect(ahead).toBeLessThan(3 * 50 * BODY_CHARS)
})

const BODY_CHARS = 20_000

function countRevisions(context: Context, count: (rows: number) => void): Context {
  const { revision } = context.db.read
  const findMany = async (asked: Parameters<typeof revision.findMany>[0]) => {
    const rows = await revision.findMany(asked)
    count(rows.length)
    return rows
  }
  const read = { ...context.db.read, revision: { ...revision, findMany } } as Read
  return { ...context, db: { ...context.db, read } }
}

test('who goes away in the middle of it leaves nothing running', async () => {
  const { alice, site } = await openFull()
  const gone = alice.get('/account/export.zip').timeout({ response: 5_000 })
  gone.on('response', () => {
    void gone.abort()
  })

  await gone.catch(() => undefined)

  expect((await download(alice)).status).toBe(200)
  expect((await site.page('/')).status).toBe(200)
})
