import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { readLetters } from '../support/letters.ts'
import { PASSWORD } from '../support/people.ts'
import { openSite } from '../support/site.ts'

const email = 'alice@example.com'

test('S14: whoever is disabled gets in by none of the ways: form, session, API token, letter, shared draft', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { status: 'draft' })
  const alice = await site.signIn('alice')
  const token = await sendForm(alice, '/account/tokens', { name: 'x', scopes: 'read', days: '90' })
  const [, secret = ''] = /<code>(blext_[\w-]+)<\/code>/.exec(token.text) ?? []
  const shared = await sendForm(alice, `/admin/posts/${id}/previews`, { days: '7' })
  const [, preview = ''] = /(\/preview\/[\w-]{43})/.exec(shared.text) ?? []
  await sendForm(site.agent(), '/forgot-password', { email })
  await sendForm(alice, '/account/email', { email: 'a@b.example', currentPassword: PASSWORD })
  const links = (await readLetters(site)).map(({ link }) => link).filter(Boolean)
  const ways = async () => [
    (await sendForm(site.agent(), '/login', { email, password: PASSWORD })).status,
    (await alice.get('/account')).status,
    (await site.agent().get('/api/v1/posts').auth(secret, { type: 'bearer' })).status,
    ...(await Promise.all(links.map(async link => (await site.page(link)).status))),
    (await site.page(preview)).status,
  ]

  const before = await ways()
  await site.db.write(tx =>
    tx.user.update({ where: { username: 'alice' }, data: { disabled: true } }),
  )

  expect(before).toEqual([303, 200, 200, 200, 200, 200])
  expect(await ways()).toEqual([422, 303, 401, 404, 404, 404])
})
