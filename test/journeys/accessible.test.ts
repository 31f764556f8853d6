import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  assertAccessible,
  assertKeyboard,
  assertNoPolicyViolations,
  assertNoSidewaysScroll,
  openBrowserSite,
  signInBrowser,
} from '../support/browser.ts'
import {
  fillEveryPage,
  listAnswers,
  listAsked,
  listPages,
  type Asked,
} from '../support/every-page.ts'
import { PASSWORD } from '../support/people.ts'
import { times } from '../support/times.ts'

const WIDE = { viewport: { width: 1280, height: 900 } }
const NARROW = { viewport: { width: 320, height: 640 } }

const WINDOWS = [
  { name: 'wide and light', ...WIDE, colorScheme: 'light', keyboard: true },
  { name: 'narrow and dark', ...NARROW, colorScheme: 'dark', keyboard: false },
  { name: 'wide and dark', ...WIDE, colorScheme: 'dark', keyboard: false },
  { name: 'narrow and light', ...NARROW, colorScheme: 'light', keyboard: false },
] as const

// All of them in every window in the long run; in the short one, every twelfth in each.
const STRIDE = times(12, 1)

test(
  'axe has nothing against any page, and the keyboard reaches all of it',
  { timeout: 1_200_000 },
  async () => {
    const site = await openBrowserSite({ config: { signup: 'open' } })
    const values = await fillEveryPage(site)
    const pages = await listPages(site, [...listAsked(values), ...listAnswers(values)])

    for (const [at, { keyboard, ...window }] of WINDOWS.entries()) {
      const readers = { visitor: await site.openPage(window), adam: await site.openPage(window) }
      await signInBrowser(readers.adam, site.people.adam.email, PASSWORD)
      await readers.adam.waitForURL('**/admin/posts')
      const chosen = pages.filter((_, number) => number % STRIDE === (3 * at) % STRIDE)
      for (const { asked } of chosen) {
        const page = readers[asked.by]
        await openAsked(page, asked)
        await assertAccessible(page)
        await assertNoSidewaysScroll(page)
        if (keyboard) await assertKeyboard(page)
      }
      for (const page of Object.values(readers)) assertNoPolicyViolations(page)
    }
  },
)

// A form is sent as a browser does, from a page of the site.
async function openAsked(page: Page, { path, sent }: Asked): Promise<void> {
  if (sent === undefined) {
    await page.goto(path)
    return
  }
  await page.goto('/archive')
  const fields = Object.entries(sent).flatMap(([name, value]) =>
    [value].flat().map(each => [name, each]),
  )
  const given = JSON.stringify({ path, fields })
  await Promise.all([page.waitForURL(`**${path}`), page.evaluate(`(${SEND_FIELDS})(${given})`)])
  await page.waitForLoadState()
}

const SEND_FIELDS = `({ path, fields }) => {
  const form = Object.assign(document.createElement('form'), { method: 'post', action: path })
  for (const [name, value] of fields) {
    form.append(Object.assign(document.createElement('input'), { name, value }))
  }
  document.body.append(form)
  form.submit()
}`

test('an empty blog says on every page what to do next', async () => {
  const site = await openBrowserSite()
  await signInBrowser(site.page, site.people.alice.email, PASSWORD)
  await site.page.waitForURL('**/admin/posts')

  await site.page.getByRole('link', { name: /write/i }).first().waitFor()
  await site.page.goto('/')
  expect(await site.page.getByRole('main').innerText()).toMatch(/write/i)
  await assertAccessible(site.page)
})
