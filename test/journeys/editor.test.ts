import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openBrowserSite, signInBrowser } from '../support/browser.ts'
import { addPost } from '../support/builders.ts'
import { PASSWORD } from '../support/people.ts'

test('names become tokens as they are typed, suggested, pasted and removed', async () => {
  const { page, ...site } = await openBrowserSite()
  await addPost(site, { tags: ['seamanship', 'sea glass'] })
  await signInBrowser(page, site.people.alice.email, PASSWORD)
  await page.goto('/admin/posts/new')
  const field = page.getByLabel('Tags', { exact: true })
  const sent = () => page.locator('input[name="tags"]').inputValue()

  await field.pressSequentially('Rope, lamp')
  expect(await sent()).toBe('Rope, lamp')
  await page.keyboard.press('Enter')
  await field.pressSequentially('seam')
  await page.getByRole('option', { name: 'seamanship' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await field.pressSequentially('ROPE,')
  expect(await page.locator('#announcements').textContent()).toBe('Rope is already there')
  await paste(field, 'a, C++\nb')
  expect(await sent()).toBe('Rope, lamp, seamanship, a, C++, b')

  await page.keyboard.press('Backspace')
  await page.getByRole('button', { name: 'Remove lamp' }).click()
  expect(await sent()).toBe('Rope, seamanship, a, C++')
  await field.pressSequentially('half')
  await page.getByLabel('Title').fill('Knots')
  await page.getByRole('button', { name: 'Save draft' }).click()
  await page.waitForURL('**/edit')
  expect(await sent()).toBe('Rope, seamanship, a, C++, half')
})

test('a pasted document fills the fields, and is kept when one leaves', async () => {
  const { page, ...site } = await openBrowserSite()
  await signInBrowser(page, site.people.alice.email, PASSWORD)
  await page.goto('/admin/posts/new')
  const header = 'title: Many\ncategory: Data\ntags: [a, C++]\ndate: 2026-03-01T10:00:00Z\nslug: m'

  await paste(page.getByLabel('Body'), `---\n${header}\n---\nThe body.\n`)

  await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('Many')
  expect(await page.getByLabel('Category').inputValue()).toBe('Data')
  expect(await page.locator('input[name="tags"]').inputValue()).toBe('a, C++')
  expect(await page.getByLabel('Date').inputValue()).toBe('2026-03-01T10:00')
  expect(await page.getByLabel('Address').inputValue()).toBe('m')
  expect((await page.locator('textarea[name="body"]').inputValue()).trim()).toBe('The body.')

  await page.getByText('Saved', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Posts', exact: true }).click()
  await page.getByRole('link', { name: 'Continue: “Many”' }).click()
  expect((await page.locator('textarea[name="body"]').inputValue()).trim()).toBe('The body.')
  await page.keyboard.press('Control+s')
  await page.getByText('The draft is saved.').waitFor()
})

test('many posts are tagged at once from the list, undone, and one is edited in place', async () => {
  const { page, ...site } = await openBrowserSite()
  for (const title of ['One', 'Two', 'Three', 'Four']) await addPost(site, { title, tags: [] })
  await signInBrowser(page, site.people.alice.email, PASSWORD)
  await page.goto('/admin/posts')
  const row = (title: string) => page.getByRole('listitem').filter({ hasText: title })
  const apply = page.getByRole('button', { name: 'Apply' })
  expect(await apply.isVisible()).toBe(false)

  await page.getByLabel('Select “Four”').click()
  await page.getByLabel('Select “Two”').click({ modifiers: ['Shift'] })
  await page.getByText('Selected: 3').waitFor()
  await page.locator('#bulk-tags').fill('quay')
  await apply.click()
  await page.getByRole('button', { name: 'Undo', exact: true }).waitFor()
  expect(await countTagged(page, 'quay')).toBe(3)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByText('Undone.').waitFor()
  expect(await countTagged(page, 'quay')).toBe(0)

  await row('One').locator('summary').click()
  const field = row('One').getByRole('combobox', { name: 'Tags' })
  await expect.poll(() => field.evaluate(element => element === document.activeElement)).toBe(true)
  await field.fill('harbour')
  await row('One').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: 'harbour' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/admin/posts')
})

const countTagged = (page: Page, tag: string): Promise<number> =>
  page.locator('.chip', { hasText: tag }).count()

// As from the clipboard: the page hears of it first, then the browser types.
async function paste(field: Locator, text: string): Promise<void> {
  const isTyped = await field.evaluate((element: HTMLElement, pasted) => {
    element.focus()
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    return element.dispatchEvent(event)
  }, text)
  if (isTyped) await field.page().keyboard.insertText(text)
}
