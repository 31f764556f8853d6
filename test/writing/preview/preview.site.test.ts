import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { openSite, type Agent } from '../../support/site.ts'

const BODY = `The *first*.

<!-- more -->

## A heading

\`\`\`js
let a = 1
\`\`\`

[^1]

[^1]: A note.
`

const ask = (agent: Agent, fields: Record<string, string>) =>
  agent.post('/admin/posts/preview').set('Accept', 'application/json').type('form').send(fields)

test('a script gets the HTML that readers get, and the words as they are counted on saving', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await ask(alice, { title: 'Tide', body: BODY })
  const { id } = await addPost(site, { title: 'Tide', body: BODY })

  const post = await site.db.read.post.findUniqueOrThrow({ where: { id } })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({ html: post.html, words: post.words })
  expect(answer.headers['cache-control']).toMatch(/no-store|private/)
})

test('the header of a document is no part of what is shown', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await ask(alice, { body: '---\ntitle: T\n---\nText.' })

  expect(answer.body).toEqual({ html: expect.stringContaining('<p>Text.</p>') as string, words: 1 })
})

test('scripts in a text do not come back', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await ask(alice, { body: '<script>alert(1)</script><b onclick="x()">b</b>' })

  expect((answer.body as { html: string }).html).not.toMatch(/script|onclick/)
})

test('a text that takes too long to render is told in words', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const nested = `${'> '.repeat(20_000)}a`

  const answer = await ask(alice, { body: nested })

  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body as object)).toEqual(['error'])
})

test('without a script the preview is a page of its own', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await alice
    .post('/admin/posts/preview')
    .set('Accept', 'text/html')
    .type('form')
    .send({ title: 'Tide', body: 'Text.' })

  expect(answer.headers['content-type']).toMatch('text/html')
  expect(answer.text).toContain('<p>Text.</p>')
})

test('only the editor’s page may hold style elements, with a nonce that changes', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'Tide' })
  const styles = async (path: string) =>
    /style-src ([^;]+)/.exec((await alice.get(path)).headers['content-security-policy'] ?? '')?.[1]

  const seen = [await styles('/admin/posts/new'), await styles(`/admin/posts/${id}/edit`)]

  expect(seen[0]).toMatch(/^'self' 'nonce-[\w+/=]{20,}'$/)
  expect(seen[1]).toMatch(/^'self' 'nonce-[\w+/=]{20,}'$/)
  expect(seen[0]).not.toBe(seen[1])
  for (const path of ['/admin/posts', '/posts/tide', '/account']) {
    expect(await styles(path)).toBe("'self'")
  }
  const { $ } = await site.page('/admin/posts/new', alice)
  expect($('style, script:not([src])').length).toBe(0)
})

test('a refused save shows the editor again, its text in the textarea, its styles allowed', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await alice
    .post('/admin/posts')
    .type('form')
    .send({ title: '', body: 'Kept & <b>', status: 'published' })

  expect(answer.status).toBe(422)
  expect(answer.headers['content-security-policy']).toMatch(/'nonce-/)
  expect(answer.text).toContain('Kept &amp; &lt;b&gt;')
})
