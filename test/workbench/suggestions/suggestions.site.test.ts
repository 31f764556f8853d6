import type { CheerioAPI } from 'cheerio'
import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { runProgram } from '../../support/program.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'

type Suggested = { name: string; reason: string }

async function suggest(agent: Agent, fields: Record<string, string>): Promise<Suggested[]> {
  const answer = await agent.post('/admin/posts/suggest-tags').type('form').send(fields)
  expect(answer.status).toBe(200)
  return answer.body as Suggested[]
}

async function addDatabasePosts(site: Site) {
  for (const body of ['vacuum and indexes', 'vacuum the tables', 'indexes and tables of vacuum']) {
    await addPost(site, { title: 'Tuning', body, tags: ['PostgreSQL', 'databases'] })
  }
  await addPost(site, {
    title: 'A walk',
    body: 'By the river, with a vacuum flask.',
    tags: ['walks'],
  })
}

test('suggests what the nearest posts have, and says how many', async () => {
  const site = await openSite()
  await addDatabasePosts(site)
  const alice = await site.signIn('alice')

  const found = await suggest(alice, { title: 'On vacuum', body: 'It cleans tables and indexes.' })

  expect(found).toEqual([
    { name: 'databases', reason: '3 of the 4 nearest posts have it' },
    { name: 'PostgreSQL', reason: '3 of the 4 nearest posts have it' },
  ])
})

test('suggests existing tags that title, headings and code name, by their living names', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['JavaScript', 'Docker', 'SQL', 'ruby'] })
  await runProgram(site, 'tags', 'alias', 'JavaScript', 'js')
  const alice = await site.signIn('alice')
  const body = 'Some ruby here.\n\n## With docker\n\n```sql\nSELECT 1\n```\n'

  const found = await suggest(alice, { title: 'Learning JS again', body })

  expect(found).toEqual([
    { name: 'Docker', reason: 'named in the text' },
    { name: 'JavaScript', reason: 'named in the text' },
    { name: 'SQL', reason: 'named in the text' },
  ])
})

test('never suggests what is chosen, under whatever name, nor a near-duplicate of it', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['JavaScript', 'books', 'Node.js'] })
  await runProgram(site, 'tags', 'alias', 'JavaScript', 'js')
  const alice = await site.signIn('alice')
  const title = 'JavaScript, books and Node.js'

  expect(await suggest(alice, { title, tags: 'js, book, nodejs' })).toEqual([])
})

test('a post is not near itself, and drafts and the trash are near nobody', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Quokka', body: 'quokka', tags: ['animals'] })
  await addPost(site, { title: 'Quokka', body: 'quokka', tags: ['animals'], status: 'draft' })
  const alice = await site.signIn('alice')

  expect(await suggest(alice, { id: String(id), title: 'Quokka', body: 'quokka' })).toEqual([])
})

test('answers to an empty text, to strange characters and to a long text', async () => {
  const site = await openSite()
  await addDatabasePosts(site)
  const alice = await site.signIn('alice')

  expect(await suggest(alice, {})).toEqual([])
  expect(
    await suggest(alice, { title: `"' OR * NEAR( & | ! \\ :* <-> vacuum`, body: '`' }),
  ).toBeDefined()
  expect(await suggest(alice, { body: 'vacuum tables '.repeat(20_000) })).toHaveLength(2)
})

test('shows which posts speak of a tag and do not have it, and adds it to the ticked ones', async () => {
  const site = await openSite()
  const tagged = await addPost(site, { title: 'SQLite', tags: ['SQLite'] })
  const spoken = await addPost(site, { title: 'Small databases', body: 'I use sqlite a lot.' })
  const other = await addPost(site, { title: 'By another name', body: 'It is lite sql, sort of.' })
  await addPost(site, { title: 'A walk' })
  await runProgram(site, 'tags', 'alias', 'SQLite', 'lite sql')
  const edith = await site.signIn('edith')
  const { tagId } = await site.db.read.blogTag.findFirstOrThrow({ where: { postId: tagged.id } })
  const path = `/admin/tags/${tagId}/candidates`

  const { $ } = await site.page(path, edith)
  const form = $('#candidates').serializeArray()
  const sent = await edith
    .post('/admin/posts/bulk')
    .type('form')
    .send({
      ...Object.fromEntries(form.map(({ name, value }) => [name, value])),
      ids: String(spoken.id),
    })
  const after = await site.page(path, edith)

  const titles = $('.row-title')
    .toArray()
    .map(element => $(element).text())
  expect(titles.sort()).toEqual(['By another name', 'Small databases'])
  expect(sent.headers['location']).toBe(path)
  expect(after.text).toContain('1 post got the tags SQLite')
  expect(
    after
      .$('.row-check')
      .toArray()
      .map(box => after.$(box).val()),
  ).toEqual([String(other.id)])
})

test('shows the posts that are like those of a tag too, and what they have in common', async () => {
  const site = await openSite()
  for (const words of ['query planner joins', 'planner joins buffers', 'joins buffers query']) {
    await addPost(site, { title: `On ${words}`, body: `All about ${words}.`, tags: ['SQLite'] })
  }
  await addPost(site, { title: 'Untagged', body: 'A planner reads buffers before joins.' })
  await addPost(site, { title: 'Only one word', body: 'A planner for the garden.' })
  await addPost(site, { title: 'Its twin', body: 'planner, buffers, joins', tags: ['sqlites'] })
  for (let at = 0; at < 8; at += 1) await addPost(site, { title: `Walk ${at}`, body: 'By river.' })
  const edith = await site.signIn('edith')

  const { $ } = await site.page(`/admin/tags/${await idOf(site, 'SQLite')}/candidates`, edith)

  expect(titlesOf($)).toEqual(['Untagged'])
  const [, , ...words] = $('.candidate-reason').text().split(/[ ,]+/)
  expect($('.candidate-reason').text()).toMatch(/^It speaks of .*, as the posts of the tag do\.$/)
  expect(words).toEqual(expect.arrayContaining(['buffers', 'joins', 'planner']))
})

test('13: C, C++, C# and .NET are found as the names that they are', async () => {
  const site = await openSite()
  const names = ['C', 'C++', 'C#', '.NET']
  await addPost(site, { title: 'Tagged', body: 'x', tags: names })
  for (const name of names) {
    await addPost(site, { title: `Learning ${name} slowly`, body: 'Vitamin c and the net.' })
  }
  await addPost(site, { title: 'A garden', body: 'It is C++ish, in ASP.NET; (c) by me. Dot.net' })
  const edith = await site.signIn('edith')

  for (const name of names) {
    const { $ } = await site.page(`/admin/tags/${await idOf(site, name)}/candidates`, edith)

    expect([name, titlesOf($)]).toEqual([name, [`Learning ${name} slowly`]])
  }
  const fences = '```c\nint x;\n```\n\n```csharp\nvar x;\n```\n'
  const found = await suggest(edith, { title: 'A story of .NET and C++', body: fences })
  expect(found.map(({ name }) => name).sort()).toEqual(['.NET', 'C', 'C#', 'C++'])
  expect(await suggest(edith, { title: 'Plan a, b and c', body: 'x' })).toEqual([])
})

test('the candidates are for editors', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['x1'] })
  const alice = await site.signIn('alice')
  const tag = await site.db.read.tag.findFirstOrThrow()

  expect((await alice.get(`/admin/tags/${tag.id}/candidates`)).status).toBe(403)
})

const idOf = async ({ db }: Site, name: string): Promise<number> =>
  (await db.read.tag.findFirstOrThrow({ where: { name } })).id

const titlesOf = ($: CheerioAPI): string[] =>
  $('.row-title')
    .toArray()
    .map(element => $(element).text())
