import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { setupAddress } from '../../src/accounts/setup.ts'
import { assertAccessible, assertNoPolicyViolations, openBrowserSite } from '../support/browser.ts'

test('set up, write, publish, read, re-edit the tags, see the tag pages change, delete, undo', async () => {
  const { page, openPage, context } = await openBrowserSite({ empty: true })
  const reader = await openPage()

  const setup = new URL(setupAddress(context.config))
  await page.goto(setup.pathname + setup.search)
  await assertAccessible(page)
  await page.getByLabel('Name of the site').fill('Field notes')
  await page.getByLabel('Username').fill('ann')
  await page.getByLabel('Email').fill('ann@example.org')
  await page.getByLabel('Password').fill('a long enough password')
  expect(await page.getByLabel('Time zone').inputValue()).toBe(await ownTimeZone(page))
  await page.getByRole('button', { name: 'Create the blog' }).click()

  await page.getByLabel('Title').fill('On rivers')
  await page.getByLabel('Body').fill('The water was **high**.')
  const tags = page.getByRole('combobox', { name: 'Tags' })
  await tags.pressSequentially('water,')
  await tags.pressSequentially('walks,')
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('Saved. Readers see it now.').waitFor()
  const view = page.getByRole('status').getByRole('link', { name: 'View' })
  expect(await view.getAttribute('href')).toBe('/posts/on-rivers')

  await reader.goto('/')
  await reader.getByRole('link', { name: 'On rivers', exact: true }).click()
  await reader.getByText('The water was high.').waitFor()
  expect(await reader.getByRole('button', { name: 'Delete' }).count()).toBe(0)
  await reader.getByRole('link', { name: 'walks' }).click()
  await reader.getByRole('link', { name: 'On rivers', exact: true }).waitFor()

  await page.getByRole('combobox', { name: 'Tags' }).press('Backspace')
  await page.getByRole('combobox', { name: 'Tags' }).pressSequentially('floods,')
  // The message of the publishing still stands: the page must be another one.
  const updated = page.waitForEvent('load')
  await page.getByRole('button', { name: 'Update' }).click()
  await updated
  await page.getByText('Saved. Readers see it now.').waitFor()
  expect((await reader.goto('/tags/walks'))?.status()).toBe(404)
  await reader.goto('/tags/floods')
  await reader.getByRole('link', { name: 'On rivers', exact: true }).waitFor()

  await page.goto('/posts/on-rivers')
  await page.getByRole('button', { name: 'Delete' }).click()
  expect((await reader.goto('/posts/on-rivers'))?.status()).toBe(404)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Undone.').waitFor()
  expect((await reader.goto('/posts/on-rivers'))?.status()).toBe(200)

  assertNoPolicyViolations(page)
  assertNoPolicyViolations(reader)
})

const ownTimeZone = (page: Page): Promise<string> =>
  page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
