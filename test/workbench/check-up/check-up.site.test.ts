import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { runProgram } from '../../support/program.ts'
import { openSite, type Site } from '../../support/site.ts'

const PATH = '/admin/tags/check-up'

async function addPosts(site: Site, ...tagLists: string[][]) {
  for (const tags of tagLists) await addPost(site, { tags })
}

async function findings(site: Site): Promise<{ kind: string; sentence: string; key: string }[]> {
  return (await runProgram(site, 'tags', 'suggest', '--json')).json() as never
}

test('shows what it found with both names and their numbers', async () => {
  const site = await openSite()
  await addPosts(site, ['nodejs', 'web'], ['Node.js'], ['Node.js'], ['webs'], [])
  const edith = await site.signIn('edith')

  const { status, $ } = await site.page(PATH, edith)

  expect(status).toBe(200)
  expect($('#same .row-title').text()).toMatch(/“Node\.js” \(2\), “nodejs” \(1\) are one name/)
  expect($('#same .row-note').first().text()).toBe('Merge “nodejs” into “Node.js”')
  expect($('#plural .row-title').text()).toContain('“web” (1), “webs” (1)')
})

test('finds twins, tags inside others, and the nearest of several that are around', async () => {
  const site = await openSite()
  const inner = ['typescript', 'javascript', 'programming']
  await addPosts(site, inner, inner, inner, ['javascript', 'programming'], ['programming'])
  await addPosts(site, ['salt', 'pepper'], ['salt', 'pepper'], ['pepper', 'salt'])

  const found = await findings(site)

  const told = found.filter(({ kind }) => kind === 'twins' || kind === 'inside')
  expect(told.map(({ sentence }) => sentence).sort()).toEqual([
    'All 3 posts of “typescript” have “javascript” (4) too.',
    'All 4 posts of “javascript” have “programming” (5) too.',
    '“salt” and “pepper” always stand together, on 3 posts.',
  ])
})

test('tells no more of a tag inside another when it stands under it', async () => {
  const site = await openSite()
  const inner = ['typescript', 'javascript']
  await addPosts(site, inner, inner, inner, ['javascript'])
  await runProgram(site, 'tags', 'parent', 'typescript', 'javascript')

  expect((await findings(site)).filter(({ kind }) => kind === 'inside')).toEqual([])
})

test('puts a finding into the plan with one click, and says so from then on', async () => {
  const site = await openSite()
  await addPosts(site, ['nodejs'], ['Node.js'], ['Node.js'])
  const edith = await site.signIn('edith')
  const [same] = await findings(site)

  const answer = await edith.post(`${PATH}/plan`).type('form').send({ finding: same?.key })
  const { $ } = await site.page(PATH, edith)
  const applied = await edith.post('/admin/plan/apply').type('form').send({})

  expect(answer.headers['location']).toBe(`${PATH}#same`)
  expect($('#same a[href="/admin/plan"]').text()).toBe('In your plan')
  expect(applied.status).toBe(303)
  expect(await site.db.read.tag.findMany({ select: { name: true } })).toEqual([{ name: 'Node.js' }])
})

test('what is dismissed stays dismissed, for everybody, until it is shown again', async () => {
  const site = await openSite()
  await addPosts(site, ['nodejs'], ['Node.js'], ['Node.js'])
  const edith = await site.signIn('edith')
  const [same] = await findings(site)
  const send = (deed: string) =>
    edith.post(`${PATH}/${deed}`).type('form').send({ finding: same?.key })

  await send('dismiss')
  await send('dismiss')
  const { $ } = await site.page(PATH, await site.signIn('adam'))
  const dismissed = await findings(site)
  await send('restore')
  const restored = await findings(site)

  expect($('#same')).toHaveLength(0)
  expect($('#dismissed .row-title').text()).toContain('“Node.js” (2), “nodejs” (1)')
  expect(dismissed.map(({ kind }) => kind)).not.toContain('same')
  expect(restored.map(({ kind }) => kind)).toContain('same')
})

test('categories have a check-up of their own, with the same deeds', async () => {
  const site = await openSite()
  await addPost(site, { category: 'Essay', tags: ['essay', 'essays'] })
  await addPost(site, { category: 'Essays' })
  await addPost(site, { category: 'Essays' })
  const edith = await site.signIn('edith')
  const path = '/admin/categories/check-up'

  const { $ } = await site.page(path, edith)
  expect((await site.page('/admin/categories', edith)).$(`a[href="${path}"]`).text()).toBe(
    'Check-up',
  )
  expect($('#plural .row-title').text()).toContain('“Essay” (1), “Essays” (2)')
  const form = $(`#plural form[action="${path}/plan"]`)
  await edith.post(`${path}/plan`).type('form').send(form.serialize())
  expect((await site.page('/admin/plan', edith)).text).toContain(
    '“Essay” disappears; 1 post moves to “Essays”',
  )
  const finding = form.find('input').attr('value')
  await edith.post(`${path}/dismiss`).type('form').send({ finding })

  const after = await site.page(path, edith)
  expect(after.$('#plural')).toHaveLength(0)
  expect(after.$('#dismissed .row-title').text()).toContain('“Essay” (1), “Essays” (2)')
  expect((await site.page(PATH, edith)).$('#plural')).toHaveLength(1)
})

test('knows no finding that is not so', async () => {
  const site = await openSite()
  const edith = await site.signIn('edith')

  for (const deed of ['plan', 'dismiss', 'restore']) {
    const answer = await edith.post(`${PATH}/${deed}`).type('form').send({ finding: 'tag:once:99' })
    expect(answer.status, deed).toBe(404)
  }
})

test('is for editors', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  expect((await alice.get(PATH)).status).toBe(403)
})

test('blext tags suggest prints a line for each finding, blext categories suggest those of categories', async () => {
  const site = await openSite()
  await addPost(site, { category: 'Essay' })
  await addPost(site, { category: 'Essays', tags: ['alone'] })

  const tags = await runProgram(site, 'tags', 'suggest')
  const categories = await runProgram(site, 'categories', 'suggest')

  expect(tags.stdout).toBe('once\tOnly one post has “alone”.\tDelete “alone”?\n')
  expect(categories.stdout).toContain('plural\t“Essay” (1), “Essays” (1) are singular and plural')
})
