import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { runBuilt } from '../support/built.ts'
import { runProgram } from '../support/program.ts'
import { openSite, type Site } from '../support/site.ts'

async function namesOf(site: Site, postId: number): Promise<string[]> {
  const rows = await site.db.read.blogTag.findMany({
    where: { postId },
    orderBy: { position: 'asc' },
    include: { tag: true },
  })
  return rows.map(row => row.tag.name)
}

test('lists tags with their counts, parents and other names', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['JavaScript'] })
  await addPost(site, { tags: ['JavaScript'], status: 'draft' })
  await runProgram(site, 'tags', 'alias', 'javascript', 'js')

  const run = await runProgram(site, 'tags', 'list')

  expect(run).toMatchObject({ status: 0, stdout: 'JavaScript\t1\t2\talso js\n', stderr: '' })
})

test('renames a tag by its old name and says how to take it back', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { tags: ['js'] })

  const run = await runProgram(site, 'tags', 'rename', 'JS', 'JavaScript')

  expect(run.status).toBe(0)
  expect(run.stdout).toMatch(
    /^“js” was renamed to “JavaScript” \(take it back with: blext undo \d+\)\.\n$/,
  )
  expect(await namesOf(site, id)).toEqual(['JavaScript'])
})

test('merges several tags, found by name, other name and address', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { tags: ['js', 'ecma script', 'es6'] })
  await runProgram(site, 'tags', 'alias', 'es6', 'es2015')
  await addPost(site, { tags: ['JavaScript'] })

  const run = await runProgram(
    site,
    ...['tags', 'merge', 'js', 'ecma-script', 'es2015', 'javascript', '--json'],
  )

  expect(run.json()).toMatchObject({
    dryRun: false,
    summary: '“js”, “ecma script”, “es6” merged into “JavaScript”, 1 post',
    posts: { count: 1 },
  })
  expect(await namesOf(site, id)).toEqual(['JavaScript'])
})

test('a dry run shows what would happen and writes nothing', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'On closures', tags: ['js'] })

  const run = await runProgram(site, 'tags', 'delete', 'js', '--dry-run')

  expect(run).toMatchObject({
    status: 0,
    stdout: `A dry run, nothing was written: Deleted “js”; 1 post had it.\n  ${id}\tOn closures\n`,
  })
  expect(await namesOf(site, id)).toEqual(['js'])
  expect(await site.db.read.operation.count()).toBe(0)
})

test('splits a tag by what a search finds, and by numbers', async () => {
  const site = await openSite()
  const typed = await addPost(site, { body: 'All about typescript.', tags: ['js'] })
  const plain = await addPost(site, { tags: ['js'] })
  const third = await addPost(site, { tags: ['js'] })

  await runProgram(site, 'tags', 'split', 'js', '--into', 'TypeScript', '--q', 'typescript')
  await runProgram(site, 'tags', 'split', 'js', '--into', 'Node', '--posts', String(plain.id))

  expect(await namesOf(site, typed.id)).toEqual(['TypeScript'])
  expect(await namesOf(site, plain.id)).toEqual(['Node'])
  expect(await namesOf(site, third.id)).toEqual(['js'])
})

test('splits a category', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { category: 'Notes' })
  await addPost(site, { category: 'Notes' })

  await runProgram(site, 'categories', 'split', 'Notes', '--into', 'Essays', '--posts', `${id}`)

  const posts = await site.db.read.post.findMany({
    orderBy: { id: 'asc' },
    include: { category: true },
  })
  expect(posts.map(post => post.category?.name)).toEqual(['Essays', 'Notes'])
})

test('puts a tag under another, refuses a circle with its path, and makes a category of a tag', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['typescript', 'programming'] })

  const down = await runProgram(site, 'tags', 'parent', 'typescript', 'programming')
  const round = await runProgram(site, 'tags', 'parent', 'programming', 'typescript')
  const converted = await runProgram(site, 'tags', 'convert', 'programming')

  expect(down.status).toBe(0)
  expect(round).toMatchObject({
    status: 1,
    stdout: '',
    stderr: 'blext: That would make a circle: typescript → programming\n',
  })
  expect(converted.status).toBe(0)
  expect(await site.db.read.category.count({ where: { name: 'programming' } })).toBe(1)
})

test('frees a former name', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['js'] })
  await runProgram(site, 'tags', 'rename', 'js', 'JavaScript')

  const own = await runProgram(site, 'tags', 'free', 'JavaScript')
  const former = await runProgram(site, 'tags', 'free', 'js')

  expect(own.status).toBe(1)
  expect(former.status).toBe(0)
  expect(await site.db.read.tagAlias.count()).toBe(0)
})

test('undoes an operation exactly, and that again', async () => {
  const site = await openSite()
  const both = await addPost(site, { tags: ['js', 'javascript'] })
  await runProgram(site, 'tags', 'merge', 'js', 'javascript')
  const [merge] = (await runProgram(site, 'history', '--json')).json() as { id: number }[]

  const seen = await runProgram(site, 'undo', String(merge?.id), '--dry-run')
  const untouched = await namesOf(site, both.id)
  const undone = await runProgram(site, 'undo', String(merge?.id))
  const restored = await namesOf(site, both.id)
  const twice = await runProgram(site, 'undo', String(merge?.id))

  expect(seen.stdout).toContain('nothing was written. Would be undone: “js” merged')
  expect(untouched).toEqual(['javascript'])
  expect(undone).toMatchObject({ status: 0, stderr: '' })
  expect(undone.stdout).toMatch(/^Undone: “js” merged .* blext undo \d+\)\.\n$/)
  expect(restored).toEqual(['js', 'javascript'])
  expect(twice).toMatchObject({ status: 1, stderr: 'blext: This operation was undone already.\n' })
})

test('lists the history with the numbers that undo takes', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['js'] })
  await runProgram(site, 'tags', 'rename', 'js', 'JavaScript')
  const { id } = await site.db.read.operation.findFirstOrThrow()

  const run = await runProgram(site, 'history')

  expect(run.stdout).toMatch(new RegExp(`^${id}\\t.*\\t“js” was renamed to “JavaScript”\\n$`))
})

test('renders anew what an older version rendered, without touching dates or versions', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { body: 'Some **bold** words.' })
  const fresh = await addPost(site, { body: 'Nothing to do.' })
  const before = await site.db.read.post.findUniqueOrThrow({ where: { id } })
  const spoiled = { html: 'old', summary: 'old' }
  await site.db.write(async tx => {
    await tx.post.update({ where: { id }, data: { ...spoiled, rendererVersion: 0 } })
    await tx.post.update({ where: { id: fresh.id }, data: spoiled })
  })

  const run = await runProgram(site, 'rerender')
  const after = await site.db.read.post.findUniqueOrThrow({ where: { id } })
  const left = await site.db.read.post.findUniqueOrThrow({ where: { id: fresh.id } })
  const all = await runProgram(site, 'rerender', '--all', '--json')

  expect(run).toMatchObject({ status: 0, stdout: '1 post was rendered anew.\n' })
  expect(after).toEqual(before)
  expect(left.html).toBe('old')
  expect(all.json()).toEqual({ rendered: 2, failed: [] })
})

test.each([
  [['tags', 'rename', 'js'], 2, 'rename takes OLD NEW.'],
  [['tags', 'merge', 'js'], 2, 'merge takes FROM… INTO.'],
  [['tags', 'split', 'js', '--into', 'x'], 2, 'Choose the posts with --q or with --posts.'],
  [['tags', 'split', 'js', '--into', 'x', '--posts', 'a'], 2, '--posts takes numbers'],
  [['tags', 'list', '--sort', 'luck'], 2, '--sort is name, posts, newest, unused.'],
  [['tags', 'rename', 'js', 'x', '--loudly'], 2, "Unknown option '--loudly'"],
  [['undo', 'everything'], 2, 'Name one operation by its number.'],
  [['tags', 'rename', 'nothing', 'x'], 1, 'There is no tag “nothing”.'],
  [['tags', 'rename', 'js', 'a, b'], 1, 'A name contains no comma.'],
  [['tags', 'rename', 'js', 'Other'], 1, 'is taken: merge the two instead.'],
  [['tags', 'split', 'js', '--into', 'x', '--q', 'nowhere'], 1, 'No such post has the tag “js”.'],
  [['categories', 'delete', 'nothing'], 1, 'There is no category “nothing”.'],
  [['undo', '999'], 1, 'This operation does not exist.'],
])('blext %j ends with %i and one sentence', async (args, status, sentence) => {
  const site = await openSite()
  await addPost(site, { tags: ['js', 'other'] })

  const run = await runProgram(site, ...args)

  expect(run.status).toBe(status)
  expect(run.stdout).toBe('')
  expect(run.stderr).toContain(sentence)
  expect(await site.db.read.operation.count()).toBe(0)
})

test('works as a process of its own', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['js'] })
  const { databaseUrl, dataDir } = site.context.config
  const env = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, LOG_LEVEL: 'silent' }

  const renamed = await runBuilt(env, ['tags', 'rename', 'js', 'JavaScript', '--json'])
  const refused = await runBuilt(env, ['tags', 'rename', 'js', ''])

  expect(JSON.parse(renamed.stdout)).toMatchObject({
    summary: '“js” was renamed to “JavaScript”',
  })
  expect(refused).toMatchObject({ status: 1, stderr: 'blext: A name is required.\n' })
})

test('a vocabulary of more tags than one query can name is listed with its other names', async () => {
  const site = await openSite()
  const createdAt = site.now()
  const keys = Array.from({ length: 1_500 }, (_, number) => `t${number}`)
  await site.db.write(async tx => {
    await tx.tag.createMany({ data: keys.map(key => ({ name: key, key, slug: key, createdAt })) })
    const { id } = await tx.tag.findFirstOrThrow({ where: { key: 't7' } })
    await tx.tagAlias.create({ data: { name: 'seven', key: 'seven', tagId: id, createdAt } })
  })

  const { status, stdout } = await runProgram(site, 'tags', 'list')

  expect(status).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1_500)
  expect(stdout).toMatch(/^t7\t0\t0\talso seven$/m)
})
