import { gzipSync } from 'node:zlib'
import * as cheerio from 'cheerio'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  assertAccessible,
  assertNoPolicyViolations,
  assertNoSidewaysScroll,
  openBrowserSite,
  signInBrowser,
  type BrowserSite,
  type BrowserSiteOptions,
} from '../support/browser.ts'
import { addPost } from '../support/builders.ts'
import { PASSWORD } from '../support/people.ts'

test('a post is written, formatted, saved and published with the keyboard alone', async () => {
  const { page, ...site } = await openEditor()
  const { keyboard } = page

  await keyboard.type('On rivers')
  await tabTo(page, 'Body')
  await keyboard.type('The water was ')
  await keyboard.press('Control+b')
  await keyboard.type('high')
  await keyboard.press('Control+b')
  await keyboard.type('.\n\n- one')
  await keyboard.press('Enter')
  await keyboard.type('two')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await keyboard.type('see this')
  for (let letter = 0; letter < 4; letter += 1) await keyboard.press('Shift+ArrowLeft')
  await keyboard.press('Control+k')
  await keyboard.type('https://example.org')
  await keyboard.press('Control+s')
  await page.getByText('The draft is saved.').waitFor()

  expect(await bodyOf(site)).toBe(
    'The water was **high**.\n\n- one\n  - two\nsee [this](https://example.org)',
  )
  expect(await focusedName(page)).toBe('body')
  await keyboard.press('Control+Enter')
  await page.getByText('Saved. Readers see it now.').waitFor()
  await page.goto('/posts/on-rivers')
  expect(await page.locator('.prose strong').innerText()).toBe('high')
  assertNoPolicyViolations(page)
})

test('Tab does not catch anybody, and the toolbar is one stop with arrows', async () => {
  const { page } = await openEditor()
  const { keyboard } = page
  await page.getByLabel('Body').focus()

  await keyboard.type('- one\n')
  await keyboard.type('two')
  await keyboard.press('Tab')
  expect(await sourceOf(page)).toBe('- one\n  - two')
  await keyboard.press('Escape')
  await keyboard.press('Tab')
  expect(await focusedName(page)).not.toBe('body')
  await page.getByLabel('Body').focus()
  await keyboard.press('Alt+F10')
  expect(await focusedName(page)).toBe('bold')
  await keyboard.press('ArrowRight')
  expect(await focusedName(page)).toBe('italic')
  await keyboard.press('End')
  await keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Strikethrough' }).waitFor()
  await keyboard.press('ArrowDown')
  expect(await focusedName(page)).toBe('tasks')
  await keyboard.press('Enter')
  expect(await sourceOf(page)).toBe('- one\n  - [ ] two')
  expect(await focusedName(page)).toBe('body')
})

test('a table is made, filled cell by cell and aligned', async () => {
  const { page } = await openEditor()
  const { keyboard } = page
  await page.getByLabel('Body').focus()

  await page.getByRole('button', { name: 'Table' }).click()
  for (const word of ['Name', 'Age', 'Ann', '42']) {
    await keyboard.type(word)
    if (word !== '42') await keyboard.press('Tab')
  }
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Align the column right' }).click()
  expect(await sourceOf(page)).toBe('| Name | Age |\n| ---- | --: |\n| Ann  |  42 |\n')
  await keyboard.press('End')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await keyboard.type('After')
  expect(await sourceOf(page)).toBe('| Name | Age |\n| ---- | --: |\n| Ann  |  42 |\n\nAfter')
})

test('what others write into the textarea is taken over, can be undone, and is what is sent', async () => {
  const { page, ...site } = await openEditor()
  await page.getByLabel('Title').fill('On rivers')
  await page.getByLabel('Body').fill('First.')
  const source = page.locator('textarea[name="body"]')

  await source.evaluate((area: HTMLTextAreaElement) => {
    area.value = 'Second.'
    area.dispatchEvent(new CustomEvent('blext:filled', { bubbles: true }))
  })
  expect(await page.getByLabel('Body').innerText()).toBe('Second.')
  await page.getByLabel('Body').press('Control+z')
  expect(await sourceOf(page)).toBe('First.')

  await source.fill('By script.')
  expect(await page.getByLabel('Body').innerText()).toBe('By script.')
  await source.evaluate((area: HTMLTextAreaElement) => {
    area.value = 'Third.'
    area.form?.requestSubmit(area.form.querySelector('button[data-save]'))
  })
  await page.getByText('The draft is saved.').waitFor()
  expect(await bodyOf(site)).toBe('Third.')
})

test('words are found and replaced, and the post is not sent by it', async () => {
  const { page } = await openEditor()
  await page.getByLabel('Body').fill('one two one')
  await page.getByLabel('Body').press('Control+f')

  await page.getByRole('textbox', { name: 'Find' }).fill('one')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Replace with' }).fill('1')
  await page.getByRole('button', { name: 'Replace all' }).click()
  await assertAccessible(page)
  expect(await sourceOf(page)).toBe('1 two 1')
  expect(new URL(page.url()).pathname).toBe('/admin/posts/new')
  const sent = await page
    .locator('form[data-editor]')
    .evaluate((form: HTMLFormElement) => [...new FormData(form).keys()])
  expect(sent).not.toContain('search')
})

test('readers see beside the text exactly what the public page shows, and both scroll together', async () => {
  const { page, ...site } = await openEditor()
  const paragraphs = Array.from(
    { length: 40 },
    (_, at) => `## Part ${at}\n\n${'Words. '.repeat(60)}`,
  )
  const body = `${paragraphs.join('\n\n')}\n\n> [!NOTE]\n> A note.\n\n\`\`\`js\nlet a = 1\n\`\`\`\n\n$x^2$\n\n| a |\n| - |\n| b |\n\nThe end.[^1]\n\n[^1]: Really.`
  const { id } = await addPost(site, { title: 'Long', body })
  await page.goto(`/admin/posts/${id}/edit`)

  await page.getByRole('button', { name: 'As readers see it' }).click()
  const frame = page.frameLocator('[data-readers-view] iframe')
  await frame.getByText('The end.').waitFor()
  const shown = await frame.locator('.prose').innerHTML()
  const top = (name: string) =>
    frame.getByRole('heading', { name, exact: true }).evaluate(it => it.getBoundingClientRect().top)
  await page.mouse.move(300, 500)
  await page.mouse.wheel(0, 3000)
  const seen = page.locator('.md-line-h2').first()
  await expect.poll(() => top('Part 0')).toBeLessThan(-500)
  const name = (await seen.innerText()).replace('## ', '')
  const there = await seen.evaluate(it => it.getBoundingClientRect().top)
  await expect.poll(async () => Math.abs((await top(name)) - there)).toBeLessThan(400)

  await page.mouse.move(1000, 500)
  await page.mouse.wheel(0, -20_000)
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeLessThan(50)

  await page.getByLabel('Body').press('Control+End')
  await page.keyboard.type(' Added.')
  await frame.getByText('Really. Added.').waitFor()
  const published = cheerio.load(await (await page.request.get('/posts/long')).text())
  // As the browser would write it.
  const expected = await page.evaluate(
    html => new DOMParser().parseFromString(html, 'text/html').body.innerHTML,
    published('.prose').first().html() ?? '',
  )
  expect(shown.trim()).toBe(expected.trim())
  assertNoPolicyViolations(page)
})

const WINDOWS = [
  { name: 'wide and light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'narrow and dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
] as const

test.each(WINDOWS)(
  'axe has nothing against the editor with all that it has, $name',
  async window => {
    const { page } = await openEditor({ window })
    const body = page.getByLabel('Body')
    await body.fill(
      '## A *b* **c** ~~d~~ `e`\n\n- [ ] [f](https://g.org)\n\n```\nh\n```\n\n|i|\n|-|\n|j|\n\n> k',
    )

    await assertAccessible(page)
    await page.getByRole('button', { name: 'More' }).click()
    await assertAccessible(page)
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
    await assertAccessible(page)
    await page.getByRole('button', { name: 'Close' }).click()
    await body.press('Control+f')
    await assertAccessible(page)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+D')
    await assertAccessible(page)
    await page.keyboard.press('Control+Shift+E')
    await page.frameLocator('[data-readers-view] iframe').locator('pre').waitFor()
    await assertAccessible(page)
    await assertNoSidewaysScroll(page)
    assertNoPolicyViolations(page)
  },
)

test('on a phone the text is comfortable: one row of tools at the foot, readers’ view in its place', async () => {
  const window = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
  const { page, ...site } = await openEditor({ window })
  await page.getByLabel('Title').fill('On the way')
  await page.getByLabel('Body').tap()
  await page.keyboard.type('- one\ntwo')

  const sizes = await page.evaluate(() =>
    ['.cm-content', '#title', '#slug', '[data-editor-row]'].map(name => {
      const element = document.querySelector<HTMLElement>(name) ?? document.body
      const box = element.getBoundingClientRect()
      return {
        font: parseFloat(getComputedStyle(element).fontSize),
        top: box.top,
        height: box.height,
      }
    }),
  )
  expect(sizes.slice(0, 3).every(({ font }) => font >= 16)).toBe(true)
  expect(sizes[3]?.top).toBeGreaterThan(740 - 80)
  expect(sizes[3]?.height).toBeLessThan(60)
  await page.getByRole('button', { name: 'Quote' }).tap()
  await page.getByRole('button', { name: 'As readers see it' }).tap()
  await page.frameLocator('[data-readers-view] iframe').getByText('one').waitFor()
  expect(await page.getByLabel('Body').isVisible()).toBe(false)
  await assertNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'As readers see it' }).tap()
  expect(await page.getByLabel('Body').isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Publish' }).tap()
  await page.getByText('Saved. Readers see it now.').waitFor()
  expect(await bodyOf(site)).toBe('- one\n> - two')
})

test('Chinese is written with an input method, Arabic from right to left', async () => {
  const { page } = await openEditor()
  const client = await page.context().newCDPSession(page)
  await page.getByLabel('Body').focus()

  for (const text of ['n', 'ni', '你好']) {
    await client.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }
  await client.send('Input.insertText', { text: '你好' })
  await page.keyboard.press('Enter')
  await page.keyboard.insertText('مرحبا')

  expect(await sourceOf(page)).toBe('你好\nمرحبا')
  const directions = await page
    .locator('.cm-line')
    .evaluateAll(lines => lines.map(line => getComputedStyle(line).direction))
  expect(directions).toEqual(['ltr', 'rtl'])
})

test('the focus mode keeps the line in the middle, full screen leaves only the text, both stay over a save', async () => {
  const { page, ...site } = await openEditor()
  const { id } = await addPost(site, {
    title: 'Long',
    body: 'A line.\n\n'.repeat(120),
    status: 'draft',
  })
  await page.goto(`/admin/posts/${id}/edit`)
  await page.getByLabel('Body').focus()
  await page.keyboard.press('Control+Shift+D')
  await page.keyboard.press('Control+End')
  await page.keyboard.type('The last')

  const line = page.locator('.cm-line.is-near')
  await expect
    .poll(async () => Math.abs(((await line.boundingBox())?.y ?? 0) - 450))
    .toBeLessThan(120)
  await page.keyboard.press('Control+Shift+F')
  expect(await page.getByLabel('Category').isVisible()).toBe(false)
  await page.keyboard.press('Control+s')
  await page.getByText('The draft is saved.').waitFor()
  expect(await page.getByLabel('Category').isVisible()).toBe(false)
  await page.keyboard.type(' word')
  expect((await sourceOf(page)).endsWith('The last word')).toBe(true)
  await page.getByRole('button', { name: 'Full screen' }).click()
  expect(await page.getByLabel('Category').isVisible()).toBe(true)
})

test('scripts and styles of the editor’s page take at most 250 kB, those of other pages far less', async () => {
  const { page } = await openEditor()
  const editor = await weigh(page)
  await page.goto('/admin/posts')
  const list = await weigh(page)

  expect(editor).toBeGreaterThan(80_000)
  expect(editor).toBeLessThanOrEqual(250_000)
  expect(list).toBeLessThanOrEqual(60_000)
})

test('a text of a mebibyte stays quick', async () => {
  const { page } = await openEditor()
  const line = `The water was **high**, and the boats lay still. ${'They lay there all day. '.repeat(20)}\n\n`
  const body = line.repeat(Math.floor(1_040_000 / line.length))
  await page.locator('textarea[name="body"]').evaluate((area: HTMLTextAreaElement, text) => {
    area.value = text
    area.dispatchEvent(new CustomEvent('blext:filled', { bubbles: true }))
  }, body)
  await page.getByLabel('Title').fill('Much')
  await page.getByLabel('Body').focus()
  await page.keyboard.press('Control+End')

  const started = performance.now()
  await page.keyboard.type('quick as ever')
  const each = (performance.now() - started) / 'quick as ever'.length

  expect((await sourceOf(page)).endsWith('quick as ever')).toBe(true)
  expect(each).toBeLessThan(100)
})

async function openEditor(options: BrowserSiteOptions = {}): Promise<BrowserSite> {
  const site = await openBrowserSite(options)
  await signInBrowser(site.page, site.people.alice.email, PASSWORD)
  await site.page.waitForURL('**/admin/posts')
  await site.page.goto('/admin/posts/new')
  await site.page.getByRole('textbox', { name: 'Body' }).waitFor()
  return site
}

// What is sent for all scripts and style sheets of the page as it stands, compressed with gzip.
async function weigh(page: Page): Promise<number> {
  const addresses = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter(name => /\.(?:js|css)\b/.test(name)),
  )
  const bodies = await Promise.all(
    [...new Set(addresses)].map(async address => (await page.request.get(address)).body()),
  )
  return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
}

async function bodyOf({ db }: Pick<BrowserSite, 'db'>): Promise<string> {
  const { body } = await db.read.post.findFirstOrThrow({ orderBy: { id: 'desc' } })
  return body
}

const sourceOf = (page: Page): Promise<string> =>
  page.locator('textarea[name="body"]').evaluate((area: HTMLTextAreaElement) => area.value)

// A button by what it does, a field by its id or its name.
const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { dataset, id, nodeName } = document.activeElement as HTMLElement
    return dataset['deed'] ?? (id === '' ? nodeName : id)
  })

async function tabTo(page: Page, label: string): Promise<void> {
  const field = page.getByLabel(label)
  for (let times = 0; times < 40; times += 1) {
    if (await field.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${label} cannot be reached with Tab`)
}
