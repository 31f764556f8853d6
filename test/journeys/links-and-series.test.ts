import type { Locator } from 'playwright-core'
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
import { PASSWORD } from '../support/people.ts'

test('an address is changed, the links to it are rewritten, and one undo takes that back', async () => {
  const { page, ...site } = await openSigned()
  const { id } = await addPost(site, { title: 'Harbour' })
  const first = await addPost(site, { title: 'One', body: 'See [it](/posts/harbour).' })
  await addPost(site, { title: 'Two', body: 'And [it](/posts/harbour#top) again.' })
  const bodies = async () => {
    const posts = await site.db.read.post.findMany({ where: { id: { gt: id } } })
    return posts.map(({ body }) => body)
  }

  await page.goto(`/admin/posts/${id}/edit`)
  await page.getByLabel('Address').fill('old-harbour')
  await page.getByRole('button', { name: 'Update' }).click()
  await page.getByText('2 posts link to the old address:').waitFor()
  await page.getByRole('link', { name: 'Rewrite them' }).click()
  await page.getByLabel('Two').uncheck()
  await assertAccessible(page)
  await page.getByLabel('Two').check()
  await page.getByRole('button', { name: 'Rewrite the ticked posts' }).click()
  await page
    .getByText('Links to /posts/harbour lead to /posts/old-harbour now, in 2 posts')
    .waitFor()
  expect(await bodies()).toEqual([
    ...['See [it](/posts/old-harbour).', 'And [it](/posts/old-harbour#top) again.'],
  ])

  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Undone.').waitFor()
  expect(await bodies()).toEqual([
    'See [it](/posts/harbour).',
    'And [it](/posts/harbour#top) again.',
  ])

  await page.goto('/admin/links')
  await assertAccessible(page)
  await page.getByRole('link', { name: 'One' }).click()
  await page.waitForURL(`**/admin/posts/${first.id}/edit?find=*`)
  await page.locator('.cm-editor').waitFor()
  await expect.poll(() => page.evaluate('String(getSelection())')).toBe('/posts/harbour')
  assertNoPolicyViolations(page)
})

test('a series is put in order with the keyboard, by dragging, and on a phone', async () => {
  const { page, openPage, ...site } = await openSigned()
  for (const title of ['Ebb', 'Flow', 'Slack']) await addPost(site, { title, series: 'Tides' })
  const { id } = await site.db.read.series.findFirstOrThrow()
  const titles = (of = page) => of.locator('.part-main .row-title').allInnerTexts()
  const handleOf = (title: string) =>
    page.getByRole('button', { name: `Move ${title}`, exact: true })
  const stored = async () => {
    const parts = await site.db.read.seriesPost.findMany({
      orderBy: { position: 'asc' },
      include: { post: true },
    })
    return parts.map(({ post }) => post.title)
  }
  await page.goto(`/admin/series/${id}`)
  await assertAccessible(page)

  await handleOf('Slack').focus()
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.press('Alt+ArrowUp')
  expect(await titles()).toEqual(['Slack', 'Ebb', 'Flow'])
  expect(await page.locator('#announcements').textContent()).toBe('Slack: part 1 of 3')
  await page.keyboard.press('Alt+End')
  await page.keyboard.press('Alt+ArrowUp')
  await page.getByText('Not saved').waitFor()
  await page.getByRole('button', { name: 'Save order' }).click()
  await page.getByText('The series “Tides” has another order').waitFor()
  expect(await stored()).toEqual(['Ebb', 'Slack', 'Flow'])

  await drag(handleOf('Flow'), handleOf('Ebb'))
  expect(await titles()).toEqual(['Flow', 'Ebb', 'Slack'])
  await page.getByRole('button', { name: 'Save order' }).click()
  await expect.poll(stored).toEqual(['Flow', 'Ebb', 'Slack'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Undone.').waitFor()
  expect(await stored()).toEqual(['Ebb', 'Slack', 'Flow'])

  const phone = await openPage({ viewport: { width: 360, height: 740 } })
  await phone.goto('/posts/slack')
  await phone.getByText('All parts').click()
  await assertAccessible(phone)
  await assertNoSidewaysScroll(phone)
  await phone.getByRole('link', { name: /Part 3/ }).click()
  await phone.waitForURL('**/posts/flow')
  await phone.goto('/series/tides')
  expect(await phone.locator('.series-parts h2').allInnerTexts()).toEqual(['Ebb', 'Slack', 'Flow'])
  await assertAccessible(phone)
  await assertNoSidewaysScroll(phone)
  assertNoPolicyViolations(page)
  assertNoPolicyViolations(phone)
})

/** Takes one handle above another with the mouse. */
async function drag(handle: Locator, target: Locator): Promise<void> {
  const [from, to] = [await handle.boundingBox(), await target.boundingBox()]
  if (!from || !to) throw new Error('There is nothing to drag.')
  const { mouse } = handle.page()
  await mouse.move(from.x + 8, from.y + 8)
  await mouse.down()
  await mouse.move(from.x + 8, to.y + 2, { steps: 12 })
  await mouse.up()
}

async function openSigned(): Promise<BrowserSite> {
  const site = await openBrowserSite()
  await signInBrowser(site.page, site.people.edith.email, PASSWORD)
  await site.page.waitForURL('**/admin/posts')
  return site
}
