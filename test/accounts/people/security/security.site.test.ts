import { expect, test } from 'vitest'
import { sendForm } from '../../../support/forms.ts'
import { readLetters } from '../../../support/letters.ts'
import { PASSWORD } from '../../../support/people.ts'
import { openSite, type Agent } from '../../../support/site.ts'
import { turnOnTwoFactor } from '../../../support/two-factor.ts'

async function openProtected() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { code } = await turnOnTwoFactor(site, alice)
  const path = `/admin/users/${site.people.alice.id}`
  return { site, alice, code, path, adam: await site.signIn('adam') }
}

const takeOff = (agent: Agent, path: string, fields: Record<string, string>) =>
  sendForm(agent, `${path}/two-factor-off`, fields)

test('S13: an admin takes two-factor sign-in off with their own password; a letter and the trail say so', async () => {
  const { site, adam, path } = await openProtected()

  const wrong = await takeOff(adam, path, { currentPassword: 'not the password' })
  const still = await site.page(path, adam)
  const right = await takeOff(adam, path, { currentPassword: PASSWORD })
  const page = await site.page(path, adam)
  const again = await takeOff(adam, path, { currentPassword: PASSWORD })

  expect([wrong.status, right.status, again.status]).toEqual([422, 303, 303])
  expect([
    still.$('form[action$=two-factor-off]').length,
    page.text.includes('It is off.'),
  ]).toEqual([...[1, true]])
  await site.signIn('alice')
  const letters = await readLetters(site)
  expect(letters.map(({ to, text }) => [to, text.includes('Adam turned')])).toEqual([
    ['alice@example.com', true],
  ])
  const lines = await site.db.read.audit.findMany({
    where: { action: { contains: 'two-factor-off' } },
  })
  expect(lines.map(({ actorName, subject }) => [actorName, subject])).toEqual([
    ...[
      ['adam', `${path}/two-factor-off · alice`],
      ['adam', `${path}/two-factor-off · alice`],
    ],
  ])
})

test('S20: an admin with two-factor sign-in gives a code for it, too', async () => {
  const { site, adam, path } = await openProtected()
  const { code } = await turnOnTwoFactor(site, adam)

  const lacking = await takeOff(adam, path, { currentPassword: PASSWORD })
  const right = await takeOff(adam, path, { currentPassword: PASSWORD, code: code() })

  expect([lacking.status, right.status]).toEqual([422, 303])
})

test('S18: an admin ends all sessions of somebody, and of nobody else', async () => {
  const { site, alice, adam, path } = await openProtected()
  const bob = await site.signIn('bob')
  const own = `/admin/users/${site.people.adam.id}`
  const elsewhere = await site.signIn('adam')

  const ended = await sendForm(adam, `${path}/end-sessions`)
  await sendForm(adam, `${own}/end-sessions`)

  expect(ended.status).toBe(303)
  const asked = [alice, bob, adam, elsewhere].map(agent => site.page('/account', agent))
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([303, 200, 200, 303])
})

test('a person’s page says how they sign in, to admins only', async () => {
  const { site, adam, path } = await openProtected()
  const edith = await site.signIn('edith')

  const { $, status } = await site.page(path, adam)

  expect([status, $('h1').text()]).toEqual([200, 'Alice'])
  expect($('main').text()).toContain('Unknown device')
  expect((await site.page(path, edith)).status).toBe(404)
  expect((await site.page('/admin/users/999', adam)).status).toBe(404)
  const own = await site.page(`/admin/users/${site.people.adam.id}`, adam)
  expect(own.$('form[action$=two-factor-off], a[href$="/delete"]').length).toBe(0)
})
