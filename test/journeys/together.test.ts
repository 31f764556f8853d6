import { expect, test } from 'vitest'
import {
  assertAccessible,
  assertNoPolicyViolations,
  assertNoSidewaysScroll,
  openBrowserSite,
  signInBrowser,
} from '../support/browser.ts'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { PASSWORD } from '../support/people.ts'

const BODY = 'The boat left the quay at dawn.\n\nNobody saw it go.\n\nThe sea was calm.'

async function openTwo() {
  const site = await openBrowserSite()
  const { id } = await addPost(site, { title: 'Tides', body: BODY, tags: ['sea'] })
  const edit = `/admin/posts/${id}/edit`
  const other = await site.openPage()
  await signInBrowser(site.page, site.people.alice.email, PASSWORD)
  await signInBrowser(other, site.people.edith.email, PASSWORD)
  await site.page.goto(edit)
  await other.goto(edit)
  const readBody = async () =>
    (await site.db.read.post.findUniqueOrThrow({ where: { id } })).body.trimEnd()
  return { ...site, id, other, edit, readBody }
}

test('two browsers edit one post and both keep their words, with one press', async () => {
  const { page, other, readBody } = await openTwo()
  await page.getByLabel('Body').fill(BODY.replace('boat', 'ship'))
  await page.getByRole('button', { name: 'Update' }).click()
  await page.getByText('Saved. Readers see it now.').waitFor()

  await other.getByLabel('Body').fill(`${BODY.replace('dawn', 'noon')}\n\nWe waved.`)
  await other.getByRole('button', { name: 'Update' }).click()
  await other.getByRole('heading', { name: 'Two versions of this post' }).waitFor()
  await other.getByText('Both versions are merged.').waitFor()
  await assertAccessible(other)
  assertNoPolicyViolations(other)
  await other.getByRole('button', { name: 'Update' }).click()
  await other.getByText('Saved. Readers see it now.').waitFor()

  expect(await readBody()).toBe(
    'The ship left the quay at noon.\n\nNobody saw it go.\n\nThe sea was calm.\n\nWe waved.',
  )
})

test('a real conflict is decided with the keyboard alone', async () => {
  const { page, other, readBody } = await openTwo()
  const change = (who: string) =>
    `At ${who} the boat left.\n\n${who} saw it go.\n\n${who} was calm.`
  await page.getByLabel('Body').fill(change('Alice'))
  await page.keyboard.press('Control+s')
  await page.getByText('Saved. Readers see it now.').waitFor()
  await other.getByLabel('Body').fill(change('Edith'))
  await other.keyboard.press('Control+s')
  await other.getByText('3 places are yours to decide.').waitFor()

  await other.keyboard.press('2')
  await other.keyboard.press('3')
  await other.keyboard.press('k')
  await other.keyboard.press('ArrowDown')
  await other.keyboard.press('4')
  await other.keyboard.press('Control+a')
  await other.keyboard.type('Both were calm.')
  await assertAccessible(other)
  await other.setViewportSize({ width: 360, height: 740 })
  await assertNoSidewaysScroll(other)
  await other.keyboard.press('Control+s')
  await other.getByText('Saved. Readers see it now.').waitFor()

  expect(await readBody()).toBe(
    'At Alice the boat left.\n\nEdith saw it go.\n\nAlice saw it go.\n\nBoth were calm.',
  )
})

test('one paragraph of a revision comes back into the present text', async () => {
  const { page, id, readBody, ...site } = await openTwo()
  const alice = await site.signIn('alice')
  const body = 'The boat left the quay at dawn.\n\nThe sea was rough and grey.'
  await sendForm(alice, `/admin/posts/${id}`, { version: '1', body })
  await page.reload()
  await page.getByRole('link', { name: '2 revisions' }).click()
  await page.getByText('1 earlier save within ten minutes').click()
  await page.locator('.revision-others a').click()
  await page.getByLabel('Compared with').selectOption('now')
  await page.getByRole('button', { name: 'Compare' }).click()
  await assertAccessible(page)

  await page
    .locator('.passage', { hasText: 'Nobody saw it go.' })
    .getByRole('button', { name: 'Restore this paragraph' })
    .click()
  await page.getByText('The paragraph is back').waitFor()

  expect(await readBody()).toBe(
    'The boat left the quay at dawn.\n\nNobody saw it go.\n\nThe sea was rough and grey.',
  )
  assertNoPolicyViolations(page)
})

test('what readers will see is looked at, gone back from, and updated with a note', async () => {
  const { page, readBody } = await openTwo()
  await page.getByLabel('Body').fill(BODY.replace('calm', 'rough'))
  await page.getByRole('button', { name: 'What will change?' }).click()
  await page.getByRole('heading', { name: 'What will readers see change?' }).waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Back to the text' }).click()
  await page.getByLabel('Body').waitFor()
  await page.getByRole('button', { name: 'What will change?' }).click()
  await page.getByLabel('With a dated note at the end').check()
  await page.getByLabel(/^Updated on/).fill('The sea was not calm.')
  await page.getByRole('button', { name: 'Update' }).click()
  await page.getByText('Saved. Readers see it now.').waitFor()

  expect(await readBody()).toBe(
    `${BODY.replace('calm', 'rough')}\n\n*Updated on March 4, 2026: The sea was not calm.*`,
  )
  assertNoPolicyViolations(page)
})

test('a draft is shared with somebody who has no account', async () => {
  const { page, openPage, ...site } = await openBrowserSite()
  const { id } = await addPost(site, { title: 'Secret plans', body: 'Soon.', status: 'draft' })
  await signInBrowser(page, site.people.alice.email, PASSWORD)
  await page.goto(`/admin/posts/${id}/edit`)
  await page.getByRole('link', { name: 'Share this draft' }).click()
  await page.getByLabel('Name').fill('For Bob')
  await page.getByRole('button', { name: 'Make the link' }).click()
  const address = await page.getByLabel('The link, shown only now:').inputValue()
  await assertAccessible(page)

  const visitor = await openPage()
  await visitor.goto(new URL(address).pathname)
  await visitor.getByRole('heading', { name: 'Secret plans' }).waitFor()
  expect(await visitor.context().cookies()).toEqual([])
  await page.getByRole('button', { name: 'Revoke “For Bob”' }).click()
  const gone = await visitor.reload()

  expect(gone?.status()).toBe(404)
})
