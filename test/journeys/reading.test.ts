import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import {
  assertAccessible,
  assertNoPolicyViolations,
  assertNoSidewaysScroll,
  openBrowserSite,
} from '../support/browser.ts'
import { listFiles } from '../support/files.ts'

const BODY = `A note.[^1] More of it.

## One

\`\`\`js
let tide = 1
\`\`\`

## Two

${'Words and words. '.repeat(300)}

## Three

The end.

[^1]: The note *itself*.`

const PAGES = [
  '/',
  '/posts/a-walk',
  '/tags',
  '/archive',
  '/search?q=walk',
  '/authors/alice',
  '/none-such',
]

for (const theme of ['margin', 'folio']) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing in the theme ${theme}, ${colorScheme}, and nothing shifts`, async () => {
      const site = await openBrowserSite({ window: { colorScheme } })
      const { page } = site
      await site.db.write(tx => tx.setting.create({ data: { name: 'theme', value: theme } }))
      await addPost(site, { title: 'A walk', body: BODY, tags: ['river'], category: 'Out' })
      await addPost(site, { title: 'A second walk', body: BODY, tags: ['river'] })
      await site.context.background.idle()

      for (const path of PAGES) {
        await page.goto(path)
        await assertAccessible(page)
        await assertNoSidewaysScroll(page)
        expect(await page.evaluate<number>(READ_SHIFT), path).toBeLessThan(0.001)
      }
      assertNoPolicyViolations(page)
    })
  }
}

test('a reader opens a footnote in place, chooses dark and searches while typing', async () => {
  const site = await openBrowserSite()
  const { page } = site
  await addPost(site, { title: 'A walk', body: BODY })
  await page.goto('/posts/a-walk')

  const mark = page.locator('[data-footnote-ref]').first()
  await mark.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('note').getByText('itself').waitFor()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('note').count()).toBe(0)

  await page.setViewportSize({ width: 360, height: 740 })
  const stood = await mark.boundingBox()
  await page.keyboard.press('Enter')
  const note = await page.getByRole('note').boundingBox()
  expect(await mark.boundingBox()).toEqual(stood)
  expect(note?.y).toBeGreaterThan(stood?.y ?? Infinity)
  await page.getByText('On this page').click()
  await page.locator('.contents-fold').getByRole('link', { name: 'Two' }).click()
  expect(page.url()).toMatch(/#.*two$/)
  await page.setViewportSize({ width: 1280, height: 720 })
  expect(await page.getByText('On this page').isVisible()).toBe(false)

  await page.getByRole('button', { name: 'Colours' }).click()
  await page.getByRole('button', { name: 'Colours: light' }).click()
  await page.goto('/search')
  expect(await page.locator('html').getAttribute('data-scheme')).toBe('dark')
  await page.getByRole('searchbox').pressSequentially('walk')
  await page.getByRole('link', { name: 'A walk' }).waitFor()
  expect(page.url()).toContain('q=walk')
  expect(await page.context().cookies()).toEqual([])
  assertNoPolicyViolations(page)
})

test('the keyboard goes to the text first, then through the page in its order', async () => {
  const { page, ...site } = await openBrowserSite()
  await addPost(site, { title: 'A walk' })
  await page.goto('/')
  const reached: string[] = []

  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('Tab')
    reached.push(await page.evaluate<string>('document.activeElement.textContent.trim()'))
  }

  expect(reached).toEqual(['Skip to the text', 'Blext', 'Archive', 'Tags'])
})

test('all scripts for readers are at most 15 kB, and the first page at most 60 kB on the way', async () => {
  const { page, ...site } = await openBrowserSite()
  for (let number = 1; number <= 10; number += 1) {
    await addPost(site, { title: `Post ${number}`, body: BODY })
  }
  // Once for the server, which compresses what it keeps after the first answer.
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  const second = await site.openPage()
  const client = await second.context().newCDPSession(second)
  let bytes = 0
  await client.send('Network.enable')
  client.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))

  await second.goto('/')
  await second.waitForLoadState('networkidle')

  const scripts = listFiles('public/build', '.js').filter(path =>
    /(reading|scheme|search)/.test(path),
  )
  const size = scripts.reduce((sum, path) => sum + statSync(path).size, 0)
  expect(size).toBeLessThanOrEqual(15_000)
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThanOrEqual(60_000)
})

const READ_SHIFT = `new Promise(resolve => {
  let sum = 0
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  requestAnimationFrame(() => setTimeout(() => resolve(sum), 50))
})`
