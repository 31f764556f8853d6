import { expect, test } from 'vitest'
import { sendForm } from '../../support/forms.ts'
import { readLetters } from '../../support/letters.ts'
import { PASSWORD } from '../../support/people.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'
import { turnOnTwoFactor } from '../../support/two-factor.ts'

const NEW = 'alice@harbour.example'

const emailOf = async ({ db }: Site) =>
  (await db.read.user.findUniqueOrThrow({ where: { username: 'alice' } })).email

const ask = (agent: Agent, fields: Record<string, string> = {}) =>
  sendForm(agent, '/account/email', { email: NEW, currentPassword: PASSWORD, ...fields })

async function linkOf(site: Site, to = NEW): Promise<string> {
  const letters = await readLetters(site)
  return letters.filter(letter => letter.to === to && letter.link !== '').at(-1)?.link ?? ''
}

test('a new address holds when the letter to it is answered, and the old one is told', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const asked = await ask(alice)
  const before = await emailOf(site)
  const page = await site.page('/account/email', alice)
  const link = await linkOf(site)
  const seen = await site.page(link)
  const unread = await emailOf(site)
  const confirmed = await sendForm(site.agent(), link)

  expect([asked.status, asked.headers['location']]).toEqual([303, '/account/email'])
  expect(page.text).toContain('waits to be confirmed')
  expect([before, seen.status, unread]).toEqual(['alice@example.com', 200, 'alice@example.com'])
  expect([confirmed.status, await emailOf(site)]).toEqual([303, NEW])
  await site.signIn({ email: NEW.toUpperCase() })
  await expect(site.signIn(site.people.alice)).rejects.toThrow('cannot sign in')
  const told = (await readLetters(site)).filter(({ to }) => to === 'alice@example.com')
  expect(told.map(({ text }) => text.includes(NEW))).toEqual([true, true])
  expect(told.every(({ text }) => !text.includes('/confirm-email/'))).toBe(true)
})

test('S20: another address needs the password, and a code where sign-ins do', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const wrong = await ask(alice, { currentPassword: 'not the password' })
  const { code } = await turnOnTwoFactor(site, alice)

  const lacking = await ask(alice)
  const right = await ask(alice, { code: code() })

  expect([wrong.status, lacking.status, right.status]).toEqual([422, 422, 303])
  expect(wrong.$('#currentPassword-error').text()).toContain('not your current password')
  expect(wrong.$('#email').val()).toBe(NEW)
  expect(lacking.$('#code-error').text()).toContain('This code is wrong')
})

test('the link works once, for an hour, for the last address, and while the password stands', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await ask(alice)
  const first = await linkOf(site)
  await ask(alice, { email: 'other@harbour.example' })
  const second = await linkOf(site, 'other@harbour.example')
  const replaced = await sendForm(site.agent(), first)
  const [one, two] = await Promise.all([
    sendForm(site.agent(), second),
    sendForm(site.agent(), second),
  ])
  const again = await sendForm(site.agent(), second)

  await ask(alice)
  site.setNow(new Date(site.now().getTime() + 3_600_000))
  const late = await sendForm(site.agent(), await linkOf(site))
  await ask(alice)
  const password = 'rope and tide and lamp'
  await sendForm(alice, '/account/password', { currentPassword: PASSWORD, password })
  const bound = await sendForm(site.agent(), await linkOf(site))

  expect([one.status, two.status].sort()).toEqual([303, 404])
  expect([replaced, again, late, bound].map(({ status }) => status)).toEqual([404, 404, 404, 404])
  expect(await emailOf(site)).toBe('other@harbour.example')
})

test('S10: whether an address belongs to somebody else is told in the letter only', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const free = await ask(alice)
  const taken = await ask(alice, { email: 'BOB@example.com' })

  expect([taken.status, taken.headers['location']]).toEqual([free.status, free.headers['location']])
  const letters = await readLetters(site)
  const toBob = letters.filter(({ to }) => to === 'BOB@example.com')
  expect(toBob.map(({ link, text }) => [link, text.includes('Nothing was changed')])).toEqual([
    ['', true],
  ])
})

test('an address that somebody took meanwhile is refused, and nothing else changes', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await ask(alice)
  const link = await linkOf(site)
  await site.db.write(tx =>
    tx.user.update({ where: { username: 'bob' }, data: { email: NEW, emailKey: NEW } }),
  )

  const refused = await sendForm(site.agent(), link)

  expect([refused.status, await emailOf(site)]).toEqual([404, 'alice@example.com'])
})

test('S12: the link is kept as a hash, leads to the configured site, and stands in no trail', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await alice
    .post('/account/email')
    .set({ Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' })
    .set('Origin', 'http://evil.example')
    .type('form')
    .send({ email: NEW, currentPassword: PASSWORD })

  const link = await linkOf(site)
  const secret = link.split('/').at(-1) ?? ''
  await sendForm(site.agent(), link)
  await site.context.background.idle()

  const [letter] = (await readLetters(site)).filter(({ to }) => to === NEW)
  expect(letter?.text).toContain('http://blog.example/confirm-email/')
  expect(secret).toMatch(/^[\w-]{43}$/)
  const stored = [await site.db.read.token.findMany(), await site.db.read.audit.findMany()]
  expect(JSON.stringify(stored)).not.toContain(secret)
})

test('a wrong or unchanged address is said at its field; a pending one is forgotten on request', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const none = await ask(alice, { email: 'nowhere' })
  const same = await ask(alice, { email: 'Alice@Example.com' })
  await ask(alice)
  const link = await linkOf(site)
  const cancelled = await sendForm(alice, '/account/email/cancel')

  expect([none.status, same.status, cancelled.status]).toEqual([422, 422, 303])
  expect(same.$('#email-error').text()).toContain('your address already')
  expect((await sendForm(site.agent(), link)).status).toBe(404)
})
