import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Site } from '../support/site.ts'

const UNASKED = {
  ...{ id: '99', authorId: '4', author: 'adam', userId: '4', role: 'admin', isAdmin: 'true' },
  ...{ createdAt: '2000-01-01T00:00:00Z', deletedAt: '2000-01-01T00:00:00Z', views: '1000' },
  ...{ html: '<script>alert(1)</script>', rendererVersion: '0', disabled: 'true', avatar: 'x' },
  ...{ passwordHash: 'x', emailKey: 'x', username: 'root', email: 'root@example.com' },
  ...{ 'tags.connect': '1', 'tags.deleteMany': '{}', 'author.update': '{"role":"admin"}' },
  ...{ 'author[update][role]': 'admin', __proto__: 'x', constructor: 'x' },
}

const people = ({ db }: Site) => db.read.user.findMany({ orderBy: { id: 'asc' } })

test('S30: a post takes only what its form asks for', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const before = await people(site)
  const { id } = await addPost(site, { title: 'Tide' })
  const others = await addPost(site, { title: 'Not hers', author: 'bob' })

  await sendForm(alice, `/admin/posts/${id}`, { ...UNASKED, version: '1', title: 'Changed' })
  const made = await sendForm(alice, '/admin/posts', { ...UNASKED, title: 'New', body: 'Text' })

  expect(made.status).toBe(303)
  const [changed, other, added] = await site.db.read.post.findMany({ orderBy: { id: 'asc' } })
  for (const post of [changed, added]) {
    expect(post).toMatchObject({ authorId: 1, createdAt: site.now(), deletedAt: null })
    expect(post?.html).not.toContain('script')
    expect(post?.id).not.toBe(99)
  }
  expect(changed).toMatchObject({ id, title: 'Changed', version: 2 })
  expect(other).toMatchObject({ id: others.id, title: 'Not hers', version: 1, authorId: 2 })
  expect(await people(site)).toEqual(before)
})

test('S30: an account takes only what its forms ask for', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const [before, ...others] = await people(site)

  const saved = await sendForm(alice, '/account', { ...UNASKED, displayName: 'Alice R.' })
  await sendForm(alice, '/account/tokens', {
    ...UNASKED,
    name: 'x',
    scopes: 'read',
    days: '90',
    personId: '4',
    kind: 'reset',
  })

  expect(saved.status).toBe(303)
  const [after, ...same] = await people(site)
  expect(after).toEqual({ ...before, displayName: 'Alice R.' })
  expect(same).toEqual(others)
  expect(await site.db.read.token.findMany({ select: { kind: true, personId: true } })).toEqual([
    { kind: 'api', personId: 1 },
  ])
})
