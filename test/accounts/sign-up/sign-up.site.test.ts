import { expect, test } from 'vitest'
import { readLetters } from '../../support/letters.ts'
import { openSite, type Site } from '../../support/site.ts'

const account = { username: 'newbie', email: 'new@example.com', password: 'a long enough password' }

const open = () => openSite({ config: { signup: 'open' } })

const signUp = (site: Site, fields: object = account) =>
  site.agent().post('/signup').type('form').send(fields)

test('an account is made when its address is confirmed, as an author', async () => {
  const site = await open()

  const asked = await signUp(site)
  const before = await site.db.read.user.findUnique({ where: { username: 'newbie' } })
  const [letter] = await readLetters(site)
  const guest = site.agent()
  const page = await guest.get(letter?.link ?? '')
  const afterGet = await site.db.read.user.findUnique({ where: { username: 'newbie' } })
  const done = await guest.post(letter?.link ?? '')
  const person = await site.db.read.user.findUnique({ where: { username: 'newbie' } })

  expect([asked.status, page.status, done.status]).toEqual([200, 200, 303])
  expect([before, afterGet]).toEqual([null, null])
  expect(person).toMatchObject({ role: 'author', email: 'new@example.com' })
  expect((await guest.get('/admin/posts')).status).toBe(200)
})

test('a link works once and for a day', async () => {
  const site = await open()
  await signUp(site)
  await signUp(site, { ...account, username: 'other', email: 'other@example.com' })
  const [first, second] = await readLetters(site)
  await site.agent().post(first?.link ?? '')

  const again = await site.agent().post(first?.link ?? '')
  site.setNow('2026-03-05T05:06:08Z')
  const late = await site.agent().post(second?.link ?? '')

  expect([again.status, late.status]).toEqual([404, 404])
})

test('S10: whether an address has an account is told in the letter only', async () => {
  const site = await open()

  const known = await signUp(site, { ...account, email: 'alice@example.com' })
  const unknown = await signUp(site)

  expect(known.text).toBe(unknown.text)
  const [toAlice] = await readLetters(site)
  expect(toAlice?.text).toContain('You have an account on')
  expect(toAlice?.link).toBe('')
})

test.each([
  ['closed', 404, 404],
  ['invite', 200, 404],
] as const)('where sign-up is %s, nobody makes an account', async (signup, page, posted) => {
  const site = await openSite({ config: { signup } })

  const shown = await site.page('/signup')
  const answer = await signUp(site)

  expect([shown.status, answer.status]).toEqual([page, posted])
  expect(await readLetters(site)).toEqual([])
})

test('a wrong form comes back with a message at each field and what was typed', async () => {
  const site = await open()

  const answer = await signUp(site, { username: 'alice', email: 'no address', password: 'short' })

  expect(answer.status).toBe(422)
  expect(answer.text).toContain('This is not an email address')
  expect(answer.text).toContain('at least 12 characters')
  expect(answer.text).toContain('value="no address"')
  expect(answer.text).not.toContain('value="short"')
})
