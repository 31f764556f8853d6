import { once } from 'node:events'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { load } from 'cheerio'
import { expect, onTestFinished, test } from 'vitest'
import { openTarget, writeTo } from '../../src/transfer/export/target.ts'
import { safeFileName } from '../../src/transfer/export/file-names.ts'
import { addPost } from '../support/builders.ts'
import { makeFolder } from '../support/folder.ts'
import { addImage } from '../support/media.ts'
import { runProgram } from '../support/program.ts'
import { openSite } from '../support/site.ts'

function openPlace(): string {
  const folder = makeFolder('export')
  onTestFinished(() => folder.remove())
  return folder.path
}

test('an export goes into an empty place only; told to, it replaces what it wrote and touches nothing else', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Stays' })
  const gone = await addPost(site, { title: 'Goes' })
  const folder = join(openPlace(), 'blog')
  const first = await runProgram(site, 'export', folder)
  mkdirSync(join(folder, '.git'))
  writeFileSync(join(folder, '.git', 'HEAD'), 'mine')
  writeFileSync(join(folder, 'notes.md'), 'mine')
  await site.db.write(tx => tx.post.delete({ where: { id: gone.id } }))

  const refused = await runProgram(site, 'export', folder)
  const again = await runProgram(site, 'export', folder, '--replace', '--json')

  expect(first).toMatchObject({ status: 0, stderr: '' })
  expect(first.stdout).toContain('2 posts, 0 uploads')
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toContain('is not empty. Choose another, or say --replace.')
  expect(again.json()).toMatchObject({ posts: 1, media: 0 })
  expect(readdirSync(join(folder, 'posts'))).toEqual(['stays.md'])
  expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toBe('mine')
  writeFileSync(join(folder, 'posts', 'mine.md'), 'mine')
  await addPost(site, { title: 'Mine', slug: 'mine' })
  const meets = await runProgram(site, 'export', folder, '--replace')
  expect(meets.stderr).toContain('posts/mine.md is there, and no export wrote it.')
  expect(readFileSync(join(folder, 'posts', 'mine.md'), 'utf8')).toBe('mine')
})

test('a dry run of export counts, refuses what would be refused, and writes nothing', async () => {
  const site = await openSite()
  await addPost(site, { title: 'River' })
  await addPost(site, { title: 'Notes', status: 'draft' })
  const place = openPlace()
  const dry = (...args: string[]) => runProgram(site, 'export', ...args, '--dry-run', '--json')

  const whole = await dry(join(place, 'blog.zip'))
  const pages = await dry(join(place, 'site'), '--format', 'html')
  const none = await dry(join(place, 'one.md'), '--post', 'none')
  writeFileSync(join(place, 'mine'), '')
  const taken = await dry(place)

  expect(whole.json()).toMatchObject({ dryRun: true, posts: 2, media: 0 })
  expect(pages.json()).toMatchObject({ dryRun: true, posts: 1, media: null })
  expect([none, taken].map(({ status }) => status)).toEqual([1, 1])
  expect(taken.stderr).toContain('is not empty. Choose another, or say --replace.')
  expect(readdirSync(place)).toEqual(['mine'])
})

test('a zip comes back, and one that was interrupted leaves nothing under its name', async () => {
  const site = await openSite()
  await addPost(site, { title: 'River', body: 'Text' })
  const place = openPlace()
  const path = join(place, 'blog.zip')

  const done = await runProgram(site, 'export', path)
  const refused = await runProgram(site, 'export', path)
  const plan = await runProgram(site, 'import', path, '--dry-run', '--json')
  const target = await openTarget({
    path: join(place, 'half.zip'),
    replace: false,
    now: site.now(),
  })
  const broken = writeTo(target, async () => {
    await target.add('one.md', 'x'.repeat(100_000))
    throw new Error('the power went')
  })

  expect(done.status).toBe(0)
  expect(refused.stderr).toContain('blog.zip is there already.')
  expect(plan.json()).toMatchObject({ unchanged: 1, added: 0 })
  await expect(broken).rejects.toThrow('the power went')
  expect(readdirSync(place)).toEqual(['blog.zip'])
})

// As root, putting a file in the place of /dev/null breaks the machine.
test.each(['all.json', 'all.zip'])(
  'an export to %s takes the place of a file, and never of a device or a socket',
  async name => {
    const site = await openSite()
    const path = join(openPlace(), name)
    const socket = createServer().listen(path)
    onTestFinished(() => void socket.close())
    await once(socket, 'listening')
    const format = name.endsWith('json') ? ['--format', 'json'] : []

    const { status, stderr } = await runProgram(site, 'export', path, ...format, '--replace')

    expect([status, stderr]).toEqual([1, `blext: ${path} is no file that could be replaced.\n`])
    expect(lstatSync(path).isSocket()).toBe(true)
  },
)

test('all of it is one JSON value, without what signs people in', async () => {
  const site = await openSite()
  const { id } = await addPost(site, {
    title: '海',
    body: 'Text',
    tags: ['a'],
    series: 'S',
    author: 'bob',
  })
  const path = join(openPlace(), 'all.json')

  const run = await runProgram(site, 'export', path, '--format', 'json', '--revisions')

  expect(run.status).toBe(0)
  const text = readFileSync(path, 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    blext: 1,
    people: [{ username: 'bob', name: 'Bob' }],
    tags: [{ name: 'a' }],
    series: [{ name: 'S', slug: 's' }],
    posts: [
      {
        id,
        title: '海',
        tags: ['a'],
        series: { name: 'S', part: 1 },
        author: 'bob',
        html: '<p>Text</p>\n',
        revisions: [{ number: 1, body: 'Text' }],
      },
    ],
  })
  const { passwordHash, email } = await site.db.read.user.findFirstOrThrow({
    where: { username: 'bob' },
  })
  expect(text).not.toContain(passwordHash)
  expect(text).not.toContain(email)
})

test('one post is written as a document, or as one page that needs nothing else', async () => {
  const site = await openSite()
  const { path: picture } = await addImage(site)
  await addPost(site, {
    title: 'A <letter>',
    slug: 'a-letter',
    status: 'draft',
    body: `![x](${picture}) [home](/)`,
  })
  const place = openPlace()

  await runProgram(site, 'export', join(place, 'a.md'), '--post', 'a-letter')
  await runProgram(site, 'export', join(place, 'a.html'), '--post', 'a-letter')
  const missing = await runProgram(site, 'export', join(place, 'b.md'), '--post', 'none')

  expect(readFileSync(join(place, 'a.md'), 'utf8')).toMatch(
    /^---\ntitle: "A <letter>"\ndraft: true\nslug: a-letter\n/,
  )
  const page = load(readFileSync(join(place, 'a.html'), 'utf8'))
  expect(page('h1').text()).toBe('A <letter>')
  expect(page('img').attr('src')).toMatch(/^data:image\/png;base64,/)
  expect(page('.prose a').attr('href')).toMatch(/^http/)
  expect(page('link, script')).toHaveLength(0)
  expect(missing.stderr).toContain('There is no post with the address “none”.')
  expect(existsSync(join(place, 'b.md'))).toBe(false)
})

test('an admin downloads what is asked for, and a form that asks for nothing is refused', async () => {
  const site = await openSite()
  await addPost(site, { title: 'River' })
  const adam = await site.signIn('adam')

  const zip = await adam
    .post('/admin/export')
    .type('form')
    .send({ format: 'markdown' })
    .buffer(true)
  const json = await adam.post('/admin/export').type('form').send({ format: 'json' })
  const none = await adam.post('/admin/export').type('form').send({})
  const page = await site.page('/admin/export', adam)

  expect(zip.headers).toMatchObject({
    'content-type': 'application/zip',
    'cache-control': 'no-store',
  })
  expect(zip.headers['content-disposition']).toContain('blog-2026-03-04.zip')
  expect((json.body as { posts: unknown[] }).posts).toHaveLength(1)
  expect(none.status).toBe(422)
  expect(page.$('form button[name=format]')).toHaveLength(3)
})

test.each([
  ['con', 'con_'],
  ['LPT1.x', 'LPT1.x_'],
  ['index', 'index_'],
  ['a:b/c', 'a-b-c'],
  ['.hidden', '-hidden'],
  ['海', '海'],
])('the address %s makes the file name %s', (slug, name) => {
  expect(safeFileName(slug)).toBe(name)
})
