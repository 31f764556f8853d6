import { expect, test } from 'vitest'
import { allPosts, listPublicIds, postsOfTag, type Scope } from '../../src/reading/lists.ts'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const POSTS = 23

async function openMany(): Promise<Site> {
  const site = await openSite()
  for (let number = 1; number <= POSTS; number += 1) {
    // Several at the same moment, some of them pinned.
    const publishedAt = `2026-01-${String(1 + Math.floor(number / 3)).padStart(2, '0')}T10:00:00Z`
    await addPost(site, {
      title: `P${number}`,
      tags: ['all'],
      pinned: number % 7 === 0,
      publishedAt,
    })
  }
  return site
}

test('a page is the same whether it is looked for from the beginning or from the end', async () => {
  const site = await openMany()
  const { read } = site.db
  const tag = await read.tag.findFirstOrThrow()
  const now = site.now()

  for (const scope of [allPosts(), await postsOfTag(read, tag.id)]) {
    const whole = await listPublicIds(read, scope, { now, limit: 100 })
    expect(whole).toHaveLength(POSTS)
    for (let offset = 0; offset <= POSTS + 5; offset += 5) {
      const slice = { now, limit: 5, offset, total: POSTS }
      expect(await listPublicIds(read, scope, slice)).toEqual(whole.slice(offset, offset + 5))
    }
  }
})

test('the last page of a list looks at no more rows than the first', async () => {
  const site = await openMany()
  const asked: string[] = []
  const read = {
    ...site.db.read,
    query: (statement: { values: unknown[] }) => {
      asked.push(String(statement.values.at(-1)))
      return Promise.resolve([])
    },
  } as unknown as Parameters<typeof listPublicIds>[0]
  const last = (scope: Scope) =>
    listPublicIds(read, scope, { now: site.now(), limit: 10, offset: 90_000, total: 90_003 })

  await last(allPosts())

  expect(asked).toEqual(['0'])
})
