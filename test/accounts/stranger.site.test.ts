import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { PASSWORD } from '../support/people.ts'
import { openSite, type Agent } from '../support/site.ts'

const draft = {
  title: 'Written while the session “ended” <now>',
  body: 'Line one\r\n\r\n<script>alert(1)</script> & 日本語 🦀',
  tags: 'a, B, "C++"',
  status: 'draft',
}

test('a stranger who follows a link into the admin signs in and arrives there', async () => {
  const site = await openSite()
  const agent = site.agent()

  const sent = await site.page('/admin/posts?q=a%26b&tag=c', agent)

  const to = '/login?next=%2Fadmin%2Fposts%3Fq%3Da%2526b%26tag%3Dc'
  expect([sent.status, sent.headers['location']]).toEqual([303, to])
  const answer = await signIn(agent, fieldsOf((await site.page(to, agent)).text))
  expect(answer.headers['location']).toBe('/admin/posts?q=a%26b&tag=c')
})

test('what a stranger sends is kept on the sign-in page, and goes on after signing in', async () => {
  const site = await openSite()
  const agent = site.agent()

  const refused = await agent.post('/admin/posts').type('form').send(draft)
  expect(refused.status).toBe(401)
  expect(refused.headers['cache-control']).toBe('no-store')
  expect(await site.db.read.post.count()).toBe(0)
  const wrong = await signIn(agent, fieldsOf(refused.text), 'wrong password')
  expect(wrong.status).toBe(422)
  const resumed = await signIn(agent, fieldsOf(wrong.text))
  expect(resumed.status).toBe(200)
  expect(resumed.headers['cache-control']).toBe('no-store')
  const answer = await sendOn(agent, resumed.text)

  expect(answer.status).toBe(303)
  const stored = await site.db.read.post.findFirstOrThrow()
  expect(stored).toMatchObject({ title: draft.title, status: 'draft' })
  expect(stored.body.replaceAll('\r\n', '\n')).toBe(draft.body.replaceAll('\r\n', '\n'))
})

test('a form without fields goes on too, to the same address', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Tide' })
  const agent = site.agent()

  const refused = await agent.post(`/admin/posts/${id}/delete`).type('form').send({})
  const resumed = await signIn(agent, fieldsOf(refused.text))
  const answer = await sendOn(agent, resumed.text)

  expect([refused.status, resumed.status, answer.status]).toEqual([401, 200, 303])
  expect((await site.db.read.post.findUniqueOrThrow({ where: { id } })).deletedAt).not.toBeNull()
})

test('fields that are named as those of the sign-in form are not taken for them', async () => {
  const site = await openSite()
  const hostile = {
    email: 'adam@example.com',
    password: 'guess',
    next: '//evil.example',
    resume: '',
  }

  const refused = await site.agent().post('/admin/posts').type('form').send(hostile)

  const $ = load(refused.text)
  expect($('[name=next]').val()).toBe('/admin/posts')
  expect($('[name=email]').val() ?? '').toBe('')
  expect($('[name="kept.next"]').val()).toBe('//evil.example')
})

test('a field that was sent several times is kept several times, in its order', async () => {
  const site = await openSite()
  const agent = site.agent()

  const refused = await agent
    .post('/admin/posts/bulk')
    .type('form')
    .send('ids=3&ids=1&ids=2&action=delete')
  const resumed = await signIn(agent, fieldsOf(refused.text))

  const sent = fieldsOf(resumed.text).filter(([name]) => name === 'ids')
  expect(sent.map(([, value]) => value)).toEqual(['3', '1', '2'])
})

test('S55: a kept form goes to no other site', async () => {
  const site = await openSite()

  const answer = await signIn(site.agent(), [
    ['resume', '1'],
    ['next', '//evil.example/collect'],
    ['kept.body', 'secret'],
  ])

  expect(load(answer.text)('form').attr('action')).toBe('/admin/posts')
})

test('a stranger’s HEAD is answered like their GET', async () => {
  const site = await openSite()

  const answer = await site.agent().head('/admin/posts')

  expect([answer.status, answer.headers['location']]).toEqual([303, '/login?next=%2Fadmin%2Fposts'])
})

type Fields = [string, string][]

function fieldsOf(html: string): Fields {
  const $ = load(html)
  return $('form input[type=hidden]')
    .toArray()
    .map(element => [$(element).attr('name') ?? '', $(element).attr('value') ?? ''])
}

function signIn(agent: Agent, kept: Fields, password = PASSWORD) {
  const fields = [...kept, ['email', 'alice@example.com'], ['password', password]]
  return agent
    .post('/login')
    .type('form')
    .send(new URLSearchParams(fields as Fields).toString())
}

function sendOn(agent: Agent, html: string) {
  const action = load(html)('form').attr('action') ?? ''
  return agent
    .post(action)
    .type('form')
    .send(new URLSearchParams(fieldsOf(html)).toString())
}
