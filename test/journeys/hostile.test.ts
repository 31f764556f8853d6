import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openBrowserSite, signInBrowser, type BrowserSite } from '../support/browser.ts'
import { makeFolder } from '../support/folder.ts'
import { listPayloads, OWN_PAYLOADS } from '../support/payloads.ts'
import { PASSWORD } from '../support/people.ts'
import { runProgram } from '../support/program.ts'

const HOURS = 3_600_000
const TITLE_CHARS = 280
const NAME_CHARS = 190

/**
 * Run in a page: what has run there, and what would when somebody points at it or clicks. Where an
 * address leads, the browser says: it leaves out tabs and lines, and without a colon there is no scheme.
 */
const FIND_WHAT_FIRED = `[
  ...(window.firedBy ?? []),
  ...[...document.querySelectorAll('*')].flatMap(element => [...element.attributes]
    .filter(({ name, value }) => /^on/i.test(name) ||
    /^(href|src|action|formaction|data|poster|background|xlink:href)$/i.test(name) &&
    /^(javascript:|vbscript:|data:text)/.test(URL.parse(value, document.baseURI)?.href))
    .map(({ name, value }) => element.tagName + ' ' + name + '=' + value)),
  ...[...document.scripts].filter(script => !/^\\/build\\//.test(new URL(script.src || 'x:/x').pathname) &&
    script.type !== 'application/ld+json').map(script => 'SCRIPT ' + script.src + script.text),
  ...[...document.querySelectorAll('.prose :is(object, embed, form, base, link, meta, style)')]
    .map(element => element.tagName),
  ]`

test(
  'S35, S36: no script of a post runs, brought in as text, title, tag, category, excerpt or author',
  {
    timeout: 3 * HOURS,
  },
  async () => {
    const site = await openBrowserSite()
    const payloads = listPayloads()
    await importPayloads(site, payloads)
    const page = await openUnguarded(site)

    const posts = await site.db.read.post.findMany({
      select: { slug: true },
      orderBy: { id: 'asc' },
    })
    expect(posts.length).toBeGreaterThan(payloads.length * 0.9)
    for (const { slug } of posts) await assertHarmless(page, `/posts/${encodeURIComponent(slug)}`)
    const lists = ['/', '/tags', '/categories', '/archive', '/search?q=%3Cscript%3Ealert']
    for (const path of lists) await assertHarmless(page, path)
    for (const { slug } of await site.db.read.tag.findMany({ take: 20 })) {
      await assertHarmless(page, `/tags/${encodeURIComponent(slug)}`)
    }
  },
)

test(
  'S36: no script runs in the admin, which shows the same texts',
  { timeout: 600_000 },
  async () => {
    const site = await openBrowserSite()
    await importPayloads(site, listPayloads().slice(0, 40))
    const page = await openUnguarded(site)
    await signInBrowser(page, 'adam@example.com', PASSWORD)

    const ids = await site.db.read.post.findMany({ select: { id: true }, take: 6, skip: 2 })
    const tags = await site.db.read.tag.findMany({ select: { id: true }, take: 3 })
    const paths = [
      ...['/admin/posts', '/admin/tags', '/admin/categories', '/admin/tags/check-up'],
      ...['/admin/history', '/admin/links', '/admin/audit', '/admin/users', '/admin/search?q=%3Cb'],
      ...ids.flatMap(({ id }) => [`/admin/posts/${id}/edit`, `/admin/posts/${id}/revisions`]),
      ...tags.map(({ id }) => `/admin/tags/${id}`),
    ]
    for (const path of paths) await assertHarmless(page, path)
  },
)

test('S35: no script runs in what stands beside the text', async () => {
  const site = await openBrowserSite()
  const body = `${OWN_PAYLOADS.join('\n\n')}\n\nThe end.`
  const { id } = await addPost(site, { title: 'Harbour', body, status: 'draft' })
  const page = await openUnguarded(site)
  await signInBrowser(page, 'adam@example.com', PASSWORD)
  await page.goto(`/admin/posts/${id}/edit`)

  await page.getByRole('button', { name: 'As readers see it' }).click()

  const prose = page.frameLocator('.readers-view iframe').locator('.prose')
  await expect.poll(() => prose.textContent()).toContain('The end.')
  await assertNothingFired(page)
  for (const frame of page.frames()) expect(await frame.evaluate(FIND_WHAT_FIRED)).toEqual([])
})

test('S36: no script of a profile runs', async () => {
  const site = await openBrowserSite()
  const page = await openUnguarded(site)
  await addPost(site, { title: 'Harbour', author: 'alice' })
  for (const payload of listPayloads().slice(0, 12)) {
    const alice = await site.signIn('alice')
    const profile = {
      displayName: payload.slice(0, 90),
      bio: payload.slice(0, 200),
      about: payload,
    }
    const saved = await alice.post('/account').type('form').send(profile)
    expect([303, 422]).toContain(saved.status)
    await assertHarmless(page, '/authors/alice')
    await assertHarmless(page, '/posts/harbour')
  }
})

/** A window in which the security policy does not help: what the cleaning let through would run. */
async function openUnguarded(site: BrowserSite): Promise<Page> {
  const page = await site.openPage({ bypassCSP: true })
  await page.context().route(
    url => url.origin !== new URL(site.url).origin,
    route => route.abort(),
  )
  await page.addInitScript(`
    window.firedBy = []
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'fired'])
      window[name] = () => { window.firedBy.push(name) }
  `)
  return page
}

async function assertHarmless(page: Page, path: string): Promise<void> {
  const answer = await page.goto(path, { waitUntil: 'load' })
  expect(answer?.status(), path).toBeLessThan(500)
  await assertNothingFired(page)
}

async function assertNothingFired(page: Page): Promise<void> {
  const found = await page.evaluate<string[]>(FIND_WHAT_FIRED)
  // All that fires among thousands of pages is to be seen, not only the first.
  expect.soft(found, page.url()).toEqual([])
}

async function importPayloads(site: BrowserSite, payloads: readonly string[]): Promise<void> {
  const folder = makeFolder('hostile')
  onTestFinished(() => folder.remove())
  mkdirSync(folder.path, { recursive: true })
  for (const [number, payload] of payloads.entries()) {
    const header = {
      title: payload.slice(0, TITLE_CHARS),
      tags: [payload.slice(0, NAME_CHARS)],
      category: payload.slice(0, NAME_CHARS),
      excerpt: payload,
      date: '2026-01-01',
    }
    writeFileSync(
      join(folder.path, `post-${number}.md`),
      `${JSON.stringify(header)}\n\n${payload}\n\n> ${payload.replaceAll('\n', '\n> ')}\n`,
    )
  }
  const { status, stderr } = await runProgram(site, 'import', folder.path)
  // The public list holds texts that no header can: they are refused by name.
  expect([0, 1], stderr).toContain(status)
}
