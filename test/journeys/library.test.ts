import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  assertAccessible,
  assertNoPolicyViolations,
  assertNoSidewaysScroll,
  openBrowserSite,
  signInBrowser,
  type BrowserSite,
} from '../support/browser.ts'
import { addPost } from '../support/builders.ts'
import { addImage, drawPng } from '../support/media.ts'
import { PASSWORD } from '../support/people.ts'

test('files are dropped, described, used, not deleted while used, and deleted with undo', async () => {
  const { page, ...site } = await openLibrary()

  await drop(page, [
    { name: 'harbour.png', bytes: await drawPng(1200, 800) },
    { name: 'boat.png', bytes: await drawPng(600, 400) },
  ])
  await page.getByRole('link', { name: 'boat.png' }).waitFor()
  await site.context.background.idle()
  await page.goto('/admin/media?show=missing')
  await page.getByLabel('Alt text of “boat.png”').fill('A boat')
  await page.keyboard.press('Enter')
  const next = page.getByLabel('Alt text of “harbour.png”')
  await expect.poll(() => next.evaluate(field => field === document.activeElement)).toBe(true)
  await page.keyboard.type('The harbour')
  await page.keyboard.press('Enter')
  await expect.poll(() => altsOf(site)).toEqual(['A boat', 'The harbour'])

  await page.goto('/admin/media')
  await page.getByRole('link', { name: 'harbour.png' }).click()
  const markdown = await page.getByLabel('Markdown').inputValue()
  await addPost(site, { title: 'By the sea', body: markdown, author: 'edith' })
  await page.reload()
  await page.getByRole('link', { name: 'By the sea' }).waitFor()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('“harbour.png” is in use.').waitFor()
  await page.goto('/posts/by-the-sea')
  const shown = page.getByRole('img', { name: 'The harbour' })
  await expect.poll(() => shown.evaluate(widthOf)).toBeGreaterThan(0)

  await page.goto('/admin/media')
  await page.getByRole('link', { name: 'boat.png' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('“boat.png” was deleted.').waitFor()
  expect(await page.getByRole('link', { name: 'boat.png' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('“boat.png” is back.').waitFor()
  assertNoPolicyViolations(page)
})

test('a file that is refused says why, and the others of its drop are there', async () => {
  const { page } = await openLibrary()

  await drop(page, [
    { name: 'page.html', bytes: Buffer.from('<h1>no</h1>') },
    { name: 'boat.png', bytes: await drawPng() },
  ])

  const progress = page.locator('.media-progress')
  await progress.getByText('Files of this kind are not accepted.').waitFor()
  await progress.getByText('Uploaded').waitFor()
  await assertAccessible(page)
  await page.goto('/admin/media')
  await page.getByRole('link', { name: 'boat.png' }).waitFor()
})

test('a file is replaced in all posts, and one press takes it back', async () => {
  const { page, ...site } = await openLibrary()
  const image = await addImage(site, { alt: 'Old' })
  await addPost(site, { title: 'By the sea', body: `![Old](${image.path})` })
  await page.goto(`/admin/media/${image.id}`)

  await page.getByLabel('The other file').setInputFiles({
    ...{ name: 'new.png', mimeType: 'image/png', buffer: await drawPng(20, 10) },
  })
  await page.getByRole('button', { name: 'Replace' }).click()
  await page.getByText('“river.png” replaced by “new.png” in 1 text').waitFor()
  await page.goto('/posts/by-the-sea')
  expect(await page.getByRole('img', { name: 'Old' }).getAttribute('src')).not.toBe(image.path)
  await page.goto('/admin/history')
  await page.getByRole('button', { name: /^Undo/ }).click()
  await page.getByText('Undone.').waitFor()
  await page.goto('/posts/by-the-sea')
  expect(await page.getByRole('img', { name: 'Old' }).getAttribute('src')).toBe(image.path)
})

test('without a script, files are uploaded by the form', async () => {
  const { openPage, ...site } = await openBrowserSite()
  const page = await openPage({ javaScriptEnabled: false })
  await signInBrowser(page, site.people.alice.email, PASSWORD)
  await page.goto('/admin/media')

  await page.getByLabel('Upload files').setInputFiles([
    { name: 'a.png', mimeType: 'image/png', buffer: await drawPng() },
    { name: 'b.png', mimeType: 'image/png', buffer: await drawPng() },
  ])
  await page.getByRole('button', { name: 'Upload', exact: true }).click()

  await page.getByText('2 files uploaded.').waitFor()
})

test.each([
  { name: 'wide and light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'narrow and dark', viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
] as const)('axe has nothing against the library, $name', async window => {
  const { page, ...site } = await openLibrary(window)
  const image = await addImage(site, { name: `${'long'.repeat(30)}.png` })
  const deleted = await addImage(site)
  await addPost(site, { body: `![](${image.path})` })
  await site.db.write(tx =>
    tx.media.update({ where: { id: deleted.id }, data: { deletedAt: site.now() } }),
  )

  const paths = [
    '',
    '?show=missing',
    '?show=deleted',
    '?q=nothing',
    `/${image.id}`,
    `/${deleted.id}`,
  ]
  for (const path of paths) {
    await page.goto(`/admin/media${path}`)
    await assertAccessible(page)
    await assertNoSidewaysScroll(page)
  }

  assertNoPolicyViolations(page)
})

async function openLibrary(window: BrowserContextOptions = {}): Promise<BrowserSite> {
  const site = await openBrowserSite({ window })
  await signInBrowser(site.page, site.people.edith.email, PASSWORD)
  await site.page.waitForURL('**/admin/posts')
  await site.page.goto('/admin/media')
  return site
}

const widthOf = (image: SVGElement | HTMLElement): number =>
  (image as HTMLImageElement).naturalWidth

async function altsOf({ db }: Pick<BrowserSite, 'db'>): Promise<string[]> {
  const media = await db.read.media.findMany({ orderBy: { alt: 'asc' } })
  return media.map(({ alt }) => alt)
}

async function drop(page: Page, files: { name: string; bytes: Buffer }[]): Promise<void> {
  const given = files.map(({ name, bytes }) => ({ name, content: bytes.toString('base64') }))
  await page.evaluate(dropped => {
    const dataTransfer = new DataTransfer()
    for (const { name, content } of dropped) {
      const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0))
      dataTransfer.items.add(new File([bytes], name))
    }
    const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true })
    document.querySelector('.media-drop')?.dispatchEvent(event)
  }, given)
}
