import type { Page, Route } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import {
  assertAccessible,
  assertNoPolicyViolations,
  openBrowserSite,
  signInBrowser,
  type BrowserSite,
} from '../support/browser.ts'
import { PASSWORD } from '../support/people.ts'

test('images are pasted and dropped, described in place and published', async () => {
  const { page, ...site } = await openEditor()
  await page.getByLabel('Title').fill('Harbour')
  await page.getByLabel('Body').fill('Before.')
  await page.getByLabel('Body').press('End')

  await give(page, 'paste', [await image('red')])
  const alt = page.getByLabel('Describe the image for those who cannot see it')
  await expect.poll(() => alt.evaluate(it => it === document.activeElement)).toBe(true)
  await assertAccessible(page)
  await page.keyboard.type('A red [boat]')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('body')
  await page.keyboard.type('\n\nAfter.')
  await give(page, 'drop', [await image('blue'), await image('green')])
  await expect.poll(() => alt.count()).toBe(2)
  await alt.first().fill('A blue sea')
  await page.getByRole('button', { name: 'It only decorates' }).last().click()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('Saved. Readers see it now.').waitFor()

  const { body } = await site.db.read.post.findFirstOrThrow()
  expect(body).toMatch(
    /^Before\.\n\n!\[A red \[boat\]\]\(\/media\/\S+\)\n\nAfter\.\n\n!\[A blue sea\]\(\/media\/\S+\)\n\n!\[\]\(\/media\/\S+\)$/,
  )
  const red = await site.db.read.media.findFirstOrThrow({ where: { name: 'red.png' } })
  expect(red.alt).toBe('A red [boat]')
  await page.goto('/posts/harbour')
  const widths = await page
    .locator('.prose img')
    .evaluateAll(images => images.map(it => (it as HTMLImageElement).naturalWidth))
  expect(widths).toHaveLength(3)
  assertNoPolicyViolations(page)
})

test('what is typed while a file is on its way stays, and saving waits for the file', async () => {
  const { page, ...site } = await openEditor()
  const release = await holdUploads(page)
  await page.getByLabel('Title').fill('Slow')
  await page.getByLabel('Body').fill('One.\n\n')
  await page.getByLabel('Body').press('Control+End')

  await give(page, 'paste', [await image('red')])
  await page.getByRole('progressbar').waitFor()
  await page.keyboard.type('Two.')
  await page.keyboard.press('Control+s')
  expect(await page.locator('#announcements').textContent()).toMatch(/as soon as/)
  release()
  await page.getByText('The draft is saved.').waitFor()

  const { body } = await site.db.read.post.findFirstOrThrow()
  expect(body).toMatch(/^One\.\n\n!\[\]\(\/media\/\S+\)\n\nTwo\.$/)
})

test('what cannot be stored says why, and nothing is lost', async () => {
  const { page } = await openEditor()
  const body = page.getByLabel('Body')
  await body.fill('Kept.')

  await give(page, 'paste', [{ name: 'odd.exe', type: 'image/png', base64: btoa('MZ\x90 no') }])
  await page.getByRole('alert').filter({ hasText: 'odd.exe could not be uploaded.' }).waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Leave it out' }).click()
  await page.context().setOffline(true)
  await give(page, 'paste', [await image('red')])
  await page.getByText('The server cannot be reached.').waitFor()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByLabel('Describe the image').waitFor()

  const source = await page.locator('textarea[name="body"]').inputValue()
  expect(source).toMatch(/^Kept\.\n\n!\[\]\(\/media\/\S+\)$|^!\[\]\(\/media\/\S+\)\n\nKept\.$/)
})

type GivenFile = { name: string; type: string; base64: string }

async function image(colour: string): Promise<GivenFile> {
  const create = { width: 60, height: 40, channels: 3 as const, background: colour }
  const bytes = await sharp({ create }).png().toBuffer()
  return { name: `${colour}.png`, type: 'image/png', base64: bytes.toString('base64') }
}

// As from the clipboard or from another window.
async function give(page: Page, kind: 'paste' | 'drop', files: GivenFile[]): Promise<void> {
  await page.locator('.cm-content').evaluate(
    (content, given) => {
      const data = new DataTransfer()
      for (const { name, type, base64 } of given.files) {
        const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
        data.items.add(new File([bytes], name, { type }))
      }
      const options = { bubbles: true, cancelable: true }
      const { right, bottom } = content.lastElementChild?.getBoundingClientRect() ?? new DOMRect()
      const event =
        given.kind === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', {
              ...{ ...options, dataTransfer: data },
              ...{ clientX: right - 5, clientY: bottom - 5 },
            })
      content.dispatchEvent(event)
    },
    { kind, files },
  )
}

// Uploads go no further until the given function is called.
async function holdUploads(page: Page): Promise<() => void> {
  const held: Route[] = []
  let isOpen = false
  await page.route('**/admin/media', route => {
    if (isOpen) return route.continue()
    held.push(route)
    return undefined
  })
  return () => {
    isOpen = true
    for (const route of held) void route.continue()
  }
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.id ?? '')

async function openEditor(): Promise<BrowserSite> {
  const site = await openBrowserSite()
  await signInBrowser(site.page, site.people.alice.email, PASSWORD)
  await site.page.waitForURL('**/admin/posts')
  await site.page.goto('/admin/posts/new')
  await site.page.getByRole('textbox', { name: 'Body' }).waitFor()
  return site
}
