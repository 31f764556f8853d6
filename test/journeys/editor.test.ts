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

test('a long title is seen whole, Enter leads on into the text, and what is pasted keeps its form', async () => {
  const window = { viewport: { width: 360, height: 740 } }
  const { page, ...site } = await openBrowserSite({ window })
  await signInBrowser(page, site.people.alice.email, PASSWORD)
  await page.goto('/admin/posts/new')
  const title = page.getByLabel('Title')
  const body = page.getByLabel('Body')
  const written = () => page.locator('textarea[name="body"]').inputValue()

  await title.pressSequentially('What eighty per cent of water does to a dough')
  const isWhole = await title.evaluate(field => field.scrollHeight <= field.clientHeight)
  await title.press('Enter')
  await page.keyboard.type('Dough: ')
  await paste(body, 'wet', '<b style="font-weight:normal"><i>wet</i></b>')
  await paste(body, 'so', COPIED)
  const asPasted = await written()
  await body.press('Control+z')

  expect(isWhole).toBe(true)
  expect(await title.inputValue()).toBe('What eighty per cent of water does to a dough')
  expect(asPasted).toBe(PASTED)
  expect(await written()).toBe('Dough: *wet*')
  await paste(body, '; a *mark*', '<span style="font-weight:400">; a *mark*</span>')
  await paste(title, 'Two\nlines')
  expect(await written()).toBe('Dough: *wet*; a *mark*')
  expect(await title.inputValue()).toMatch(/Two lines$/)
})

// As word processors and pages hand it over.
const COPIED = `<meta charset="utf-8"><style>p { color: red }</style>
<h2><b>Flour</b></h2><p class="MsoNormal">Strong <b>rye</b>, see <a href="https://example.org/a(b)">here</a>.</p>
<p style="mso-list:l0 level1"><span style="mso-list:Ignore">·  </span>salt</p>
<p style="mso-list:l0 level2"><span style="mso-list:Ignore">1.  </span>fine</p>
<ol><li>mix<ul><li>twice</li></ul></li><li>1 * 2</li></ol>
<table><tr><th>g</th><th>of</th></tr><tr><td>9</td><td>a|b</td></tr></table>
<pre><code class="language-sh">bake\n\ncool</code></pre><blockquote>warm<br>bread</blockquote>`

const PASTED = `Dough: *wet*

## Flour

Strong **rye**, see [here](https://example.org/a(b)).

- salt
   1. fine

1. mix
   - twice
2. 1 \\* 2

| g | of |
| --- | --- |
| 9 | a\\|b |

\`\`\`sh
bake

cool
\`\`\`

> warm\\
> bread`

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
async function paste(field: Locator, text: string, html = ''): Promise<void> {
  const isTyped = await field.evaluate(
    (element: HTMLElement, pasted) => {
      element.focus()
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted.text)
      if (pasted.html) clipboardData.setData('text/html', pasted.html)
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
      return element.dispatchEvent(event)
    },
    { text, html },
  )
  if (isTyped) await field.page().keyboard.insertText(text)
}
