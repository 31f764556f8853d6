import { expect, test } from 'vitest'
import { allPosts, listPublicIds, postsOfTag, type Scope } from '../../src/reading/lists.ts'
import type { Memory } from '../../src/reading/memory.ts'
import { stepOf } from '../../src/reading/places.ts'
import { readSlice } from '../../src/reading/slices.ts'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const POSTS = 45
const PER_PAGE = 3

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

test('a page is the same from the beginning, from the end and from a place in the midst', async () => {
  const site = await openMany()
  const { read } = site.db
  const tag = await read.tag.findFirstOrThrow()
  const now = site.now()
  // As a tag of many posts is read.
  const walked = { ...(await postsOfTag(read, tag.id)), isSorted: false }

  for (const scope of [allPosts(), walked]) {
    const whole = await listPublicIds(read, scope, { now, limit: 100 })
    const remember = openMemory()
    expect(whole).toHaveLength(POSTS)
    for (let page = POSTS / PER_PAGE; page > 0; page -= 1) {
      const offset = (page - 1) * PER_PAGE
      const expected = whole.slice(offset, offset + PER_PAGE)
      const slice = { now, limit: PER_PAGE, offset, total: POSTS }
      expect(await listPublicIds(read, scope, slice)).toEqual(expected)
      const slot = { path: '/', page, perPage: PER_PAGE, now, remember }
      const shown = await readSlice(read, scope, slot)
      expect(shown?.cards.map(({ id }) => id)).toEqual(expected)
    }
  }
})

test('the last page of a list looks at no more rows than the first', async () => {
  const { read, skipped } = countSkipped(await openSite())

  await listPublicIds(read, allPosts(), {
    ...{ now: new Date(), limit: 10 },
    ...{ offset: 90_000, total: 90_003 },
  })

  expect(skipped).toEqual([0])
})

test('a page in the midst of a list is read from a place near it, found once', async () => {
  const total = 90_000
  const { read, skipped } = countSkipped(await openSite())
  const kept = new Map<string, Promise<unknown>>([['posts of many', Promise.resolve(total)]])
  const remember = openMemory(kept)
  const scope: Scope = { ...allPosts(), name: 'many' }
  delete scope.parts
  const show = (page: number) =>
    readSlice(read, scope, { path: '/', page, perPage: 10, now: new Date(), remember })

  await show(4_500)
  const first = skipped.splice(0)
  await show(4_550)

  expect(Math.max(...first)).toBeLessThanOrEqual(stepOf(total))
  expect(first.length).toBeGreaterThan(40)
  expect(skipped.length).toBeLessThanOrEqual(2)
})

function openMemory(kept = new Map<string, Promise<unknown>>()): Memory {
  return <Value>(name: string, compute: () => Promise<Value>) => {
    const known = (kept.get(name) as Promise<Value> | undefined) ?? compute()
    kept.set(name, known)
    return known
  }
}

// A database of endless rows, which notes how many of them each query passes over.
function countSkipped(site: Site) {
  const skipped: number[] = []
  const query = (statement: { values: unknown[] }) => {
    skipped.push(Number(statement.values.at(-1)))
    return Promise.resolve([{ id: 1, publishedAt: '2026-01-01T10:00:00.000Z' }])
  }
  const read = { ...site.db.read, query } as unknown as Site['db']['read']
  return { read, skipped }
}
