import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  assertAccessible,
  assertNoPolicyViolations,
  openBrowserSite,
  signInBrowser,
  type BrowserSite,
} from '../support/browser.ts'
import { addPost } from '../support/builders.ts'
import { PASSWORD } from '../support/people.ts'
import { turnOnTwoFactor } from '../support/two-factor.ts'

const state = (page: Page) => page.locator('[data-saving-words]')
const body = (page: Page) => page.locator('textarea[name="body"]')
const saved = (page: Page) => state(page).getByText('Saved', { exact: true }).waitFor()

/** Types at the end of the text, as into whatever stands in place of the textarea. */
async function type(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Body' }).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(text)
}

/** Ends a tab as a crash does: nothing of the page runs any more. Gives another tab of its window. */
async function killTab(page: Page): Promise<Page> {
  const next = await page.context().newPage()
  const crashed = page.waitForEvent('crash')
  const session = await page.context().newCDPSession(page)
  void session.send('Page.crash').catch(() => undefined)
  await crashed
  return next
}

/** Lets nothing that this tab sends reach the server. */
const cutOff = (page: Page) => page.route('**/*', route => route.abort('internetdisconnected'))

const readBodies = async ({ db }: Pick<BrowserSite, 'db'>): Promise<string[]> => {
  const drafts = await db.read.draft.findMany({ where: { discardedAt: null } })
  return drafts.flatMap(({ fields }) => (JSON.parse(fields) as { body?: string }).body ?? [])
}

async function openLivePost() {
  const site = await openBrowserSite()
  const { alice } = site.people
  const { id } = await addPost(site, { title: 'Tide', body: 'What readers see.' })
  await signInBrowser(site.page, alice.email, PASSWORD)
  const edit = `/admin/posts/${id}/edit`
  await site.page.goto(edit)
  return { ...site, id, edit, alice }
}

test('R22: a tab that is killed in the middle of typing is there again, two seconds after the last key', async () => {
  const { page, edit, ...site } = await openLivePost()
  const words = 'What readers see. And the next day the sea was calm.'
  await type(page, ' And the next day')
  await saved(page)
  await type(page, ' the sea was calm.')
  await expect.poll(() => readBodies(site), { timeout: 2_000 }).toEqual([words])

  const again = await killTab(page)
  await again.goto(edit)

  await expect.poll(() => body(again).inputValue()).toBe(words)
  await again.getByText('Unpublished changes of').waitFor()
  await assertAccessible(again)
  assertNoPolicyViolations(again)
  expect((await site.db.read.post.findFirstOrThrow()).body).toBe('What readers see.')
  await again.getByRole('button', { name: 'Update' }).click()
  await again.getByText('Saved. Readers see it now.').waitFor()
  expect((await site.db.read.post.findFirstOrThrow()).body).toBe(words)
  expect(await readBodies(site)).toEqual([])
})

test('a tab that is closed right after the last key loses nothing', async () => {
  const { page, edit, ...site } = await openLivePost()
  await type(page, ' And gone.')
  const again = await page.context().newPage()

  await page.close()

  await expect.poll(() => readBodies(site)).toEqual(['What readers see. And gone.'])
  await again.goto(edit)
  expect(await body(again).inputValue()).toBe('What readers see. And gone.')
})

test('a page that is loaded again right after the last key holds it', async () => {
  const { page } = await openLivePost()
  await type(page, ' Loaded again.')

  await page.reload()

  await expect.poll(() => body(page).inputValue()).toBe('What readers see. Loaded again.')
  await saved(page)
  expect(await page.getByText('This browser has text of').isVisible()).toBe(false)
})

test('the browser asks before leaving only while text is neither here nor on the server', async () => {
  const { page } = await openLivePost()
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await page.reload()
  const asked: string[] = []
  page.on('dialog', dialog => {
    asked.push(dialog.type())
    void dialog.dismiss()
  })
  await page.route('**/draft', route => route.abort('internetdisconnected'))
  await type(page, ' Nowhere.')
  await page.getByText('Not saved: copy your text').waitFor()
  await page.getByRole('link', { name: 'Posts', exact: true }).click()
  await expect.poll(() => asked).toEqual(['beforeunload'])

  await page.unroute('**/draft')
  await saved(page)
  await page.getByRole('link', { name: 'Posts', exact: true }).click()
  await page.waitForURL('**/admin/posts')
  expect(asked).toHaveLength(1)
})

test('a new writing has an address after the first words, and is in the list until it is a post', async () => {
  const { page, ...site } = await openBrowserSite()
  await signInBrowser(page, site.people.alice.email, PASSWORD)
  await page.goto('/admin/posts/new')
  await page.getByText('Saved as you type').waitFor()
  await type(page, 'No title yet.')
  await saved(page)

  await page.reload()
  expect(await body(page).inputValue()).toBe('No title yet.')
  await page.goto('/admin/posts')
  await page.getByRole('link', { name: 'Continue: “No title yet.”' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Titled')
  await page.getByRole('button', { name: 'Save draft' }).dblclick()
  await page.getByText('The draft is saved.').waitFor()

  expect(await site.db.read.post.findMany()).toMatchObject([{ title: 'Titled' }])
  await page.goto('/admin/posts')
  expect(await page.getByText('Continue:').count()).toBe(0)
})

test('case 23 · the session ends while somebody types: they go on, sign in beside the text, and nothing is lost', async () => {
  const { page, alice, ...site } = await openLivePost()
  await type(page, ' Before.')
  await saved(page)
  await site.db.record(tx => tx.session.deleteMany({}))
  await type(page, ' After')

  await page.getByText('Signed out: kept in this browser').waitFor()
  const dialog = page.getByRole('dialog', { name: 'You were signed out' })
  await dialog.waitFor()
  await page.keyboard.type(', and on.')
  await assertAccessible(page)
  await dialog.getByLabel('Email').fill(site.people.bob.email)
  await dialog.getByLabel('Password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await dialog.getByText('This is another account.').waitFor()
  expect(await site.db.read.session.count({ where: { userId: site.people.bob.id } })).toBe(0)
  await dialog.getByLabel('Email').fill(alice.email)
  await dialog.getByLabel('Password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Sign in' }).click()

  await saved(page)
  expect(await dialog.isVisible()).toBe(false)
  expect(await readBodies(site)).toEqual(['What readers see. Before. After, and on.'])
})

test('S13: who was signed out while writing gives the code of their app in the same dialog', async () => {
  const { page, alice, ...site } = await openLivePost()
  const agent = await site.signIn('alice')
  const { recovery } = await turnOnTwoFactor(site, agent)
  await type(page, ' Before.')
  await saved(page)
  await site.db.record(tx => tx.session.deleteMany({}))
  await type(page, ' After.')

  const dialog = page.getByRole('dialog', { name: 'You were signed out' })
  await dialog.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Code').waitFor()
  expect(await dialog.getByLabel('Password').isVisible()).toBe(false)
  await assertAccessible(page)
  expect(await site.db.read.session.count({ where: { userId: alice.id } })).toBe(0)
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await dialog.getByText('This code is wrong').waitFor()
  await page.keyboard.type(recovery[0] ?? '')
  await page.keyboard.press('Enter')

  await saved(page)
  expect(await dialog.isVisible()).toBe(false)
  expect(await readBodies(site)).toEqual(['What readers see. Before. After.'])
})

test('text is never saved as another person’s who has signed in meanwhile', async () => {
  const { page, ...site } = await openLivePost()
  const { adam, alice } = site.people
  const other = await page.context().newPage()
  await other.context().clearCookies()
  await signInBrowser(other, adam.email, PASSWORD)
  await other.waitForURL('**/admin/posts')

  await type(page, ' Of alice.')
  await page.getByText('Another account is signed in: kept in this browser').waitFor()
  expect(await readBodies(site)).toEqual([])
  await page.getByRole('dialog').getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await saved(page)

  expect(await site.db.read.draft.findMany()).toMatchObject([{ personId: alice.id }])
})

test('case 23 · who presses Update while signed out signs in on the page, and the save goes through', async () => {
  const { page, ...site } = await openLivePost()
  await type(page, ' More.')
  await saved(page)
  await site.db.record(tx => tx.session.deleteMany({}))

  await page.getByRole('button', { name: 'Update' }).click()
  const dialog = page.getByRole('dialog', { name: 'You were signed out' })
  await dialog.getByLabel('Password').fill('not the password')
  await page.keyboard.press('Enter')
  await dialog.getByText('The email address or the password is wrong.').waitFor()
  await dialog.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')

  await page.getByText('Saved. Readers see it now.').waitFor()
  const post = await site.db.read.post.findFirstOrThrow()
  expect(post.body).toBe('What readers see. More.')
})

test('what is typed without a network is in the browser, and on the server once it is back', async () => {
  const { page, ...site } = await openLivePost()
  await page.context().setOffline(true)
  await type(page, ' Offline.')
  await page.getByText('Offline: kept in this browser').waitFor()
  await page.getByRole('button', { name: 'Update' }).click()
  await page.getByText('Not sent: there is no connection.').waitFor()
  expect(await body(page).inputValue()).toBe('What readers see. Offline.')

  await page.context().setOffline(false)

  await saved(page)
  expect(await readBodies(site)).toEqual(['What readers see. Offline.'])
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
})

test('case 22 · text that only the browser has is offered with its difference, never loaded or dropped by itself', async () => {
  const { page, edit, ...site } = await openLivePost()
  await cutOff(page)
  await type(page, ' Crashed.')
  await page.getByText('Offline: kept in this browser').waitFor()
  const again = await killTab(page)
  await again.goto(edit)

  await again.getByText('This browser has text of').waitFor()
  expect(await body(again).inputValue()).toBe('What readers see.')
  await again.getByRole('button', { name: 'See the difference' }).click()
  const dialog = again.getByRole('dialog', { name: 'Text that was not saved' })
  await dialog.waitFor()
  expect(await dialog.locator('ins').allTextContents()).toEqual([' Crashed.'])
  await assertAccessible(again)
  await dialog.getByRole('button', { name: 'Decide later' }).click()
  await again.reload()
  await again.getByRole('button', { name: 'See the difference' }).click()
  await dialog.getByRole('button', { name: 'Use it' }).click()

  await expect.poll(() => readBodies(site)).toEqual(['What readers see. Crashed.'])
  await saved(again)
  await expect.poll(() => again.evaluate(() => localStorage.length)).toBe(0)
  await again.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => body(again).inputValue()).toBe('What readers see.')
})

test('two tabs of one person: the older one overwrites nothing and shows both', async () => {
  const { page, edit, ...site } = await openLivePost()
  const other = await page.context().newPage()
  await other.goto(edit)
  await type(other, ' Of the other tab.')
  await saved(other)

  await type(page, ' Of this tab.')
  await page.getByText('Newer text in another window:').waitFor()
  expect(await readBodies(site)).toEqual(['What readers see. Of the other tab.'])
  await page.getByRole('button', { name: 'see both' }).click()
  const dialog = page.getByRole('dialog', { name: 'Newer text in another window' })
  await dialog.waitFor()
  expect(await dialog.locator('del').allTextContents()).toEqual(['this'])
  expect(await dialog.locator('ins').allTextContents()).toEqual(['the', 'other '])
  await dialog.getByRole('button', { name: 'Take the other' }).click()
  await expect.poll(() => body(page).inputValue()).toBe('What readers see. Of the other tab.')
  await page.getByRole('button', { name: 'Undo' }).click()
  await saved(page)
  expect(await readBodies(site)).toEqual(['What readers see. Of this tab.'])

  await type(other, ' Again.')
  await other.getByRole('button', { name: 'see both' }).click()
  await other.getByRole('button', { name: 'Keep mine' }).click()
  await saved(other)
  expect(await readBodies(site)).toEqual(['What readers see. Of the other tab. Again.'])
  await other.goto('/admin/drafts')
  expect(await other.getByRole('button', { name: 'Bring back' }).count()).toBe(1)
})

test('who else has a post open is said without loading the page again, and so is a save of theirs', async () => {
  const { page, edit, ...site } = await openLivePost()
  const edith = await site.openPage()
  await signInBrowser(edith, site.people.edith.email, PASSWORD)
  await edith.goto(edit)

  await edith.getByText('Alice has this open, too').waitFor()
  await type(page, ' Of alice.')
  await page.getByText('Edith has this open, too').waitFor()
  await type(edith, ' Of edith.')
  await edith.getByRole('button', { name: 'Update' }).click()
  await edith.getByText('Saved. Readers see it now.').waitFor()
  await edith.close()
  await type(page, ' More.')

  await page.getByText('Saved elsewhere meanwhile:').waitFor()
  await page.getByText('Edith saved this on').waitFor()
  await expect.poll(() => page.getByText('Edith has this open, too').count()).toBe(0)
  await page.getByRole('button', { name: 'see both' }).click()
  const dialog = page.getByRole('dialog', { name: 'Saved elsewhere meanwhile' })
  await dialog.waitFor()
  expect(await dialog.locator('ins').allTextContents()).toContain('edith')
  await dialog.getByRole('button', { name: 'Go on with mine' }).click()
  expect(await readBodies(site)).toEqual(['What readers see. Of alice. More.'])
})

test('Discard takes what was typed last into account, and Undo brings all of it back', async () => {
  const { page } = await openLivePost()
  await type(page, ' Kept.')
  await saved(page)
  await type(page, ' Just typed.')

  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByText('Your changes were discarded.').waitFor()
  expect(await body(page).inputValue()).toBe('What readers see.')
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
  await page.getByText('It is back').waitFor()
  expect(await body(page).inputValue()).toBe('What readers see. Kept. Just typed.')
})

test('signing out takes what the browser keeps to the server first', async () => {
  const { page, ...site } = await openLivePost()
  await cutOff(page)
  await type(page, ' Offline.')
  await page.getByText('Offline: kept in this browser').waitFor()
  const again = await killTab(page)
  await again.goto('/admin/posts')
  expect(await again.evaluate(() => localStorage.length)).toBe(1)

  const menu = again.getByRole('button', { name: 'Menu' })
  if (await menu.isVisible()) await menu.click()
  await again.getByRole('button', { name: 'Sign out' }).click()
  await again.waitForURL('**/')

  expect(await again.evaluate(() => localStorage.length)).toBe(0)
  expect(await readBodies(site)).toEqual(['What readers see. Offline.'])
})
