import { expect, test } from 'vitest'
import { undoOperation } from '../../src/history/undo.ts'
import { stageRequest } from '../../src/workbench/plan/plan.ts'
import { performRequest } from '../../src/workbench/requests.ts'
import { addPost } from '../support/builders.ts'
import {
  assertAccessible,
  assertNoPolicyViolations,
  assertNoSidewaysScroll,
  openBrowserSite,
  signInBrowser,
  type BrowserSite,
} from '../support/browser.ts'
import { PASSWORD } from '../support/people.ts'

const BODY = `The summary, with a footnote.[^1]

<!-- more -->

## A heading

> [!NOTE]
> An alert with \`code\`.

| a | b |
| - | - |
| 1 | 2 |

- [x] done
- [ ] not yet

\`\`\`ts
const answer: number = 42 // a comment
\`\`\`

$$x = \\frac{a}{b}$$

[^1]: The note.
`

// A plan with a step that cannot be done, and an operation that was undone; gives its id.
async function fillPlan(site: BrowserSite): Promise<number> {
  const { context, db, now } = site
  const tags = await db.read.tag.findMany({ orderBy: { id: 'asc' } })
  const ids = tags.map(({ id }) => id)
  const deletion = { verb: 'delete' as const, kind: 'tag' as const, ids: ids.slice(0, 1) }
  for (let times = 0; times < 2; times += 1) {
    await db.write(tx => stageRequest(tx, site.people.adam.id, deletion, now()))
  }
  await addPost({ context, db }, { title: 'Both ways', tags: ['short-lived'] })
  const shortLived = await db.read.tag.findFirstOrThrow({ where: { name: 'short-lived' } })
  const actor = { id: site.people.adam.id }
  const removal = { verb: 'delete' as const, kind: 'tag' as const, ids: [shortLived.id] }
  const removed = await db.write(tx => performRequest(tx, removal, { actor, now: now() }))
  const operationId = removed.ok ? (removed.done?.operationId ?? 0) : 0
  await undoOperation(db, operationId, actor, now())
  return operationId
}

const WINDOWS = [
  { name: 'wide and light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'narrow and dark', viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
] as const

async function fill(site: BrowserSite) {
  const post = await addPost(site, {
    title: 'On rivers',
    body: BODY,
    tags: ['water', 'walks'],
    category: 'Outside',
  })
  await addPost(site, { title: 'About us', kind: 'page', slug: 'about' })
  await addPost(site, { title: 'Not yet', status: 'draft' })
  return post
}

test.each(WINDOWS)('axe has nothing against what readers see, $name', async window => {
  const site = await openBrowserSite({ window })
  await fill(site)
  const paths = [
    ...['/', '/posts/on-rivers', '/pages/about', '/tags', '/tags/water', '/categories'],
    ...['/categories/outside', '/authors/alice', '/archive', '/archive/2026/03'],
    ...['/search', '/search?q=water', '/login', '/nothing-here'],
  ]

  for (const path of paths) {
    await site.page.goto(path)
    await assertAccessible(site.page)
    await assertNoSidewaysScroll(site.page)
  }

  assertNoPolicyViolations(site.page)
})

test.each(WINDOWS)('axe has nothing against the admin, $name', async window => {
  const site = await openBrowserSite({ window })
  const { id } = await fill(site)
  await signInBrowser(site.page, site.people.adam.email, PASSWORD)
  await site.page.waitForURL('**/admin/posts')
  const tag = await site.db.read.tag.findFirstOrThrow()
  const category = await site.db.read.category.findFirstOrThrow()
  const operation = await fillPlan(site)
  const paths = [
    ...['/admin/plan', `/admin/tags/${tag.id}/split?targets=a,b`, `/admin/operations/${operation}`],
    ...['/admin/posts', '/admin/posts?status=trash', '/admin/posts/new', `/admin/posts/${id}/edit`],
    ...[`/admin/posts/${id}/revisions`, `/admin/posts/${id}/revisions/1`],
    ...[`/admin/posts/${id}/revisions/1?view=rendered`, `/admin/posts/${id}/previews`],
    ...[
      '/admin/tags',
      '/admin/tags/check-up',
      '/admin/tags/requests',
      `/admin/tags/${tag.id}`,
      '/admin/categories',
    ],
    `/admin/tags/${tag.id}/candidates`,
    ...[`/admin/categories/${category.id}`, '/admin/history', '/admin/users', '/admin/settings'],
    ...['/admin/doctor'],
    ...['/account', '/posts/on-rivers', '/admin/nothing-here'],
  ]

  for (const path of paths) {
    await site.page.goto(path)
    await assertAccessible(site.page)
    await assertNoSidewaysScroll(site.page)
  }

  assertNoPolicyViolations(site.page)
})

test('an empty blog says on every page what to do next', async () => {
  const site = await openBrowserSite()
  await signInBrowser(site.page, site.people.alice.email, PASSWORD)
  await site.page.waitForURL('**/admin/posts')

  await site.page.getByRole('link', { name: /write/i }).first().waitFor()
  await site.page.goto('/')
  expect(await site.page.getByRole('main').innerText()).toMatch(/write/i)
  await assertAccessible(site.page)
})
