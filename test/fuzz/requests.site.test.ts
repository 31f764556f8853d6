import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from '../support/folder.ts'
import { runProgram } from '../support/program.ts'
import { openSite } from '../support/site.ts'
import { times } from '../support/times.ts'

const MINUTES = 60_000
const LONG = { timeout: times(1, 60) * MINUTES }

const FIELDS = ['title', 'body', 'slug', 'excerpt', 'category', 'tags', 'status', 'publishedAt']
const MORE = [
  'version',
  'name',
  'q',
  'page',
  'ids',
  'action',
  '__proto__',
  'constructor',
  'a[b]',
  '',
]
const VALUES = [
  '',
  '0',
  '-1',
  '1e99',
  'null',
  'true',
  '2026-02-30T25:61',
  'published',
  'x'.repeat(5_000),
]

const forms = fc.array(
  fc.tuple(
    fc.constantFrom(...FIELDS, ...MORE),
    fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'binary', maxLength: 60 })),
  ),
  { maxLength: 12 },
)

test('forms of any content are taken or refused, never a failure of the server', LONG, async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const places = [
    '/admin/posts',
    '/admin/posts/bulk',
    '/admin/tags',
    '/admin/tags/merge',
    '/account',
  ]

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), forms, async (path, fields) => {
      const body = new URLSearchParams()
      for (const [name, value] of fields) body.append(name, value)
      const { status } = await adam.post(path).type('form').send(body.toString())
      expect(status, `${path} ${body.toString()}`).toBeLessThan(500)
    }),
    { numRuns: times(40, 4_000) },
  )
  expect((await site.page('/')).status).toBe(200)
})

test(
  'bodies of any bytes and any type are refused, never a failure of the server',
  LONG,
  async () => {
    const site = await openSite()
    const adam = await site.signIn('adam')
    const types = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']
    const others = ['application/json', 'text/plain', 'application/xml', 'x', 'multipart/form-data']

    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/admin/posts', '/admin/media', '/login', '/api/v1/posts'),
        fc.constantFrom(...types, ...others),
        fc.uint8Array({ maxLength: 300 }),
        async (path, type, bytes) => {
          const { status } = await adam
            .post(path)
            .set('Content-Type', type)
            .send(Buffer.from(bytes))
          expect(status).toBeLessThan(500)
        },
      ),
      { numRuns: times(40, 4_000) },
    )
  },
)

test('files of any bytes are imported or reported by name, never a failure', LONG, async () => {
  const site = await openSite()
  const folder = makeFolder('fuzz')
  onTestFinished(() => folder.remove())
  const header = fc.constantFrom('', '---\n', '+++\n', '{', '---\ntitle: x\n', '---\ntags: [')
  const contents = fc.tuple(header, fc.uint8Array({ maxLength: 200 }))
  const files = fc.sample(contents, times(60, 4_000))
  for (const [number, [start, bytes]] of files.entries()) {
    writeFileSync(
      join(folder.path, `post-${number}.md`),
      Buffer.concat([Buffer.from(start), bytes]),
    )
  }

  const { status, json } = await runProgram(site, 'import', folder.path, '--json')

  expect([0, 1]).toContain(status)
  const { added, problems } = json() as { added: number; problems: { file: string }[] }
  const refused = new Set(problems.map(({ file }) => file)).size
  expect(added + refused).toBe(files.length)
  expect(await site.db.read.post.count()).toBe(added)
})
