import { expect, test } from 'vitest'
import {
  assertNoPolicyViolations,
  openBrowserSite,
  signInBrowser,
  type BrowserSite,
} from '../support/browser.ts'
import { addPost } from '../support/builders.ts'
import { PASSWORD } from '../support/people.ts'

test('tags are found, selected, merged, renamed and deleted by keyboard alone', async () => {
  const { page, ...site } = await openTags()
  const keyboard = page.keyboard

  await keyboard.press('/')
  await keyboard.type('java')
  await keyboard.press('Enter')
  await page.waitForURL('**/admin/tags?q=java*')
  expect(await page.locator('.row-title').allInnerTexts()).toEqual(['java', 'JavaScript'])
  await keyboard.press('j')
  await keyboard.press('x')
  await keyboard.press('m')
  await keyboard.type('JavaScript')
  await page.getByText('“java” disappears; 1 post gets “JavaScript”').waitFor()
  await keyboard.press('Enter')
  await page.getByText('“java” merged into “JavaScript”, 1 post').first().waitFor()
  expect(await tagsOf(site)).toEqual(['JavaScript', 'types'])

  await page.goto('/admin/tags')
  await keyboard.press('j')
  await keyboard.press('j')
  await keyboard.press('r')
  await page.waitForURL('**/admin/tags/*#name')
  await keyboard.type('TypeScript')
  await keyboard.press('Enter')
  await page.getByText('“types” was renamed to “TypeScript”').first().waitFor()

  await page.goto('/admin/tags')
  await keyboard.press('j')
  await keyboard.press('k')
  await keyboard.press('Delete')
  await keyboard.press('Enter')
  await page.getByText('Deleted “JavaScript”').first().waitFor()
  expect(await tagsOf(site)).toEqual(['TypeScript'])
  assertNoPolicyViolations(page)
})

test('24: who merges faster than the page can say what it does reads the sentence first', async () => {
  const { page, ...site } = await openTags()
  await page.route('**/admin/tags/merge?*', route =>
    route.request().isNavigationRequest() ? route.continue() : route.abort(),
  )

  await page.getByLabel('Select “java”').check()
  await page.getByLabel('Merge into').fill('JavaScript')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '“java” disappears' }).waitFor()
  expect(await tagsOf(site)).toEqual(['JavaScript', 'java', 'types'])
  await page.locator('button:focus', { hasText: 'Merge' }).waitFor()
  await page.keyboard.press('Enter')

  await page.getByText('“java” merged into “JavaScript”, 1 post').first().waitFor()
  assertNoPolicyViolations(page)
})

test('posts go to targets one at a time by keyboard, and the last choice is taken back with U', async () => {
  const { page, ...site } = await openTags()
  const { id } = await site.db.read.tag.findFirstOrThrow({ where: { name: 'JavaScript' } })
  await page.goto(`/admin/tags/${id}/split?targets=Web,Node`)
  const choices = page.locator('select[name^="move."]')
  const chosen = () =>
    choices.evaluateAll(found => found.map(choice => (choice as HTMLSelectElement).value))

  await page.keyboard.press('j')
  await page.keyboard.press('1')
  await page.keyboard.press('2')
  expect(await chosen()).toEqual(['Web', 'Node'])
  await page.keyboard.press('u')
  expect(await chosen()).toEqual(['Web', ''])
  await page.keyboard.press('k')
  await page.keyboard.press('2')
  expect(await chosen()).toEqual(['Node', ''])
  await page.getByRole('button', { name: 'Add to plan' }).click()

  await page.waitForURL('**/admin/plan')
  await page.getByText('“JavaScript” is split: 1 post moves to “Node”').waitFor()
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByText('A plan of 1 step was applied').first().waitFor()
  expect(await tagsOf(site)).toContain('Node')
  assertNoPolicyViolations(page)
})

async function openTags(): Promise<BrowserSite> {
  const site = await openBrowserSite()
  await addPost(site, { title: 'One', tags: ['java', 'types'] })
  await addPost(site, { title: 'Two', tags: ['JavaScript'] })
  await addPost(site, { title: 'Three', tags: ['JavaScript', 'types'] })
  await signInBrowser(site.page, site.people.edith.email, PASSWORD)
  await site.page.waitForURL('**/admin/posts')
  await site.page.goto('/admin/tags')
  return site
}

async function tagsOf({ db }: Pick<BrowserSite, 'db'>): Promise<string[]> {
  const tags = await db.read.tag.findMany({ orderBy: { name: 'asc' } })
  return tags.map(({ name }) => name)
}
