import { expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { listAddresses } from './support/addresses.ts'
import { addPost } from './support/builders.ts'
import { sendForm } from './support/forms.ts'
import { openSite, type Site } from './support/site.ts'

async function openFull() {
  const site = await openSite()
  const { id, slug } = await addPost(site, { title: 'Tide', tags: ['sea'], category: 'Notes' })
  const alice = await site.signIn('alice')
  const token = await sendForm(alice, '/account/tokens', { name: 'x', scopes: 'read', days: '90' })
  const [, secret = ''] = /<code>(blext_[\w-]+)<\/code>/.exec(token.text) ?? []
  await sendForm(await site.signIn('bob'), '/account', { displayName: 'Bob' })
  const values: Record<string, string> = { id: String(id), slug, username: 'bob', number: '1' }
  const paths = listAddresses(createApp(site.context))
    .filter(({ method }) => method === 'GET')
    .map(({ path }) => path.replace(/:(\w+)/g, (_all, name: string) => values[name] ?? '1'))
    .filter(path => !path.includes('{'))
  return { site, alice, secret, slug, paths }
}

async function listSecrets({ db }: Site): Promise<string[]> {
  const people = await db.read.user.findMany()
  return [
    ...people.map(({ passwordHash }) => passwordHash),
    ...(await db.read.session.findMany()).map(({ id }) => id),
    ...(await db.read.token.findMany()).map(({ hash }) => hash),
    ...['$argon2', 'passwordHash', 'password_hash', 'emailKey'],
  ]
}

test('S31: no page or answer tells a visitor an address, a hash or a session', async () => {
  const { site, paths, slug } = await openFull()
  const found: string[] = []

  const secrets = [...(await listSecrets(site)), '@example.com']
  for (const path of [...paths, `/posts/${slug}`, '/authors/alice', '/authors/alice/feed.json']) {
    const { text, headers } = await site.agent().get(path)
    const answer = JSON.stringify([text, headers])
    found.push(
      ...secrets.filter(secret => answer.includes(secret)).map(secret => `${path}: ${secret}`),
    )
  }

  expect(paths.length).toBeGreaterThan(60)
  expect(found).toEqual([])
})

test('S31: no page or answer tells an author more than their own address', async () => {
  const { site, alice, paths, secret } = await openFull()
  const ended = await site.db.read.session.findMany({ where: { userId: 1 } })
  const found: string[] = []

  // How their own sessions are named stands in their own list.
  const own = new Set(ended.map(({ id }) => id))
  const secrets = [...(await listSecrets(site)).filter(each => !own.has(each)), secret]
  const others = ['bob', 'edith', 'adam'].map(name => `${name}@example.com`)
  for (const path of paths.filter(each => /^\/(?:admin|account|api)/.test(each))) {
    const isApi = path.startsWith('/api')
    const asked = isApi ? site.agent().get(path).auth(secret, { type: 'bearer' }) : alice.get(path)
    const text = JSON.stringify((await asked.buffer(true)).text)
    const told = [...secrets, ...others].filter(each => text.includes(each))
    found.push(...told.map(each => `${path}: ${each}`))
  }

  expect(found).toEqual([])
})
