import { expect, test } from 'vitest'
import { assertAccessible, assertNoPolicyViolations, openBrowserSite } from '../support/browser.ts'

test('a browser opens the sign-in page, which axe has nothing against', async () => {
  const { page } = await openBrowserSite()

  await page.goto('/login')

  expect(await page.getByRole('button', { name: 'Sign in' }).count()).toBe(1)
  await assertAccessible(page)
  assertNoPolicyViolations(page)
})
