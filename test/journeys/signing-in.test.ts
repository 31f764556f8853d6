import { expect, test } from 'vitest'
import { openBrowserSite } from '../support/browser.ts'
import { PASSWORD } from '../support/people.ts'

test('S6: a password may be pasted, and S21: after signing out, Back shows nothing of it', async () => {
  const { page, people } = await openBrowserSite({
    window: { permissions: ['clipboard-read', 'clipboard-write'] },
  })
  await page.goto('/login')
  await page.getByLabel('Email').fill(people.alice.email)
  await page.evaluate(text => navigator.clipboard.writeText(text), PASSWORD)
  await page.getByLabel('Password').focus()
  await page.keyboard.press('Control+V')
  expect(await page.getByLabel('Password').inputValue()).toBe(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/admin/posts')
  await page.goto('/account')
  await page.getByRole('heading', { name: 'Your account' }).waitFor()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(url => url.pathname === '/')
  await page.goBack()

  await page.waitForURL('**/login?next=**')
  expect(await page.getByText(people.alice.email).count()).toBe(0)
})
