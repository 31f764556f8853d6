import { expect, test } from 'vitest'
import { findCategoryNames } from '../../../src/workbench/check-up/category-names.ts'
import { closeKey } from '../../../src/text/close-key.ts'
import type { CheckedTerm } from '../../../src/workbench/check-up/finding.ts'
import { isOneSlip } from '../../../src/text/likeness.ts'
import { listSingulars } from '../../../src/text/plurals.ts'
import { findNearNames, listNearPairs } from '../../../src/workbench/check-up/near-names.ts'
import { findPlurals } from '../../../src/workbench/check-up/plurals.ts'
import { findSameNames } from '../../../src/workbench/check-up/same-names.ts'
import {
  findAsleep,
  findBroad,
  findUnused,
  findUsedOnce,
} from '../../../src/workbench/check-up/usage.ts'

function terms(...given: (string | [string, number])[]): CheckedTerm[] {
  return given.map((item, at) => {
    const [name, posts] = typeof item === 'string' ? [item, 2] : item
    return { id: at + 1, name, posts, parentId: null, newest: new Date('2026-01-01') }
  })
}

test.each([
  ['Node.js', 'nodejs'],
  ['Café au lait', 'cafeaulait'],
  ['self-hosting', 'SelfHosting'],
  ['don’t', 'dont'],
  ['Ελλάδα', 'ΕΛΛΑΔΑ'],
  ['東京', '東京'],
])('%s and %s are close', (one, other) => {
  expect(closeKey(one)).toBe(closeKey(other))
})

test.each([
  ['C', 'C++'],
  ['C', 'C#'],
  ['мой', 'мои'],
  ['हिन्दी', 'हनद'],
  ['🏳️‍🌈', '🏴'],
])('%s and %s are not close', (one, other) => {
  expect(closeKey(one)).not.toBe(closeKey(other))
})

test('tells of names that are the same further on, to be merged into the one used most', () => {
  const found = findSameNames(terms(['nodejs', 3], ['Node.js', 9], ['node js', 1], 'deno'), 'tag')

  expect(found).toEqual([
    {
      key: 'tag:same:1:2:3',
      kind: 'same',
      sentence: {
        text: '{names} are one name, written in different ways.',
        names: '“nodejs” (3), “Node.js” (9), “node js” (1)',
      },
      advice: {
        text: 'Merge {names} into “{to}”',
        names: '“nodejs”, “node js”',
        to: 'Node.js',
      },
      request: { verb: 'merge', kind: 'tag', from: [1, 3], into: 2 },
    },
  ])
})

test.each([
  ['javascript', 'javscript'],
  ['color', 'colour'],
  ['color', 'colon'],
  ['python', 'pyhton'],
  ['xpython', 'python'],
  ['pythons', 'python'],
  ['日本語文', '日本話文'],
])('%s and %s are one slip apart', (one, other) => {
  expect(isOneSlip(one, other)).toBe(true)
  expect(isOneSlip(other, one)).toBe(true)
})

test.each([
  ['python', 'python'],
  ['python', 'typhon'],
  ['colour', 'colr'],
  ['abcd', 'abdce'],
  ['abcd', 'badc'],
])('%s and %s are not one slip apart', (one, other) => {
  expect(isOneSlip(one, other)).toBe(false)
})

test('one letter apart is found far from each other in the alphabet, from four letters on', () => {
  const names = ['colour', 'xcolour', 'css', 'csv', 'linux', 'ruby', 'zuby', 'es2015', 'es2016']

  expect(listNearPairs(names)).toEqual([
    ['colour', 'xcolour'],
    ['ruby', 'zuby'],
  ])
})

test('a plural is not told of as one letter apart', () => {
  const tags = terms('book', 'books', 'boot')

  expect(findNearNames(tags, 'tag').map(({ key }) => key)).toEqual(['tag:letter:1:3'])
  expect(findPlurals(tags, 'tag').map(({ key }) => key)).toEqual(['tag:plural:1:2'])
})

test('ten thousand names are compared in less than a second', () => {
  const names = Array.from({ length: 10_000 }, (_, at) =>
    Array.from(String(at * 7919), digit => 'abcdefghij'[Number(digit)]).join('tr'),
  )
  const start = process.cpuUsage()

  listNearPairs(names)

  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1000).toBeLessThan(1_000)
})

test.each([
  ['books', 'book'],
  ['libraries', 'library'],
  ['boxes', 'box'],
  ['knives', 'knife'],
  ['wolves', 'wolf'],
  ['people', 'person'],
  ['indices', 'index'],
  ['analyses', 'analysis'],
  ['machinelearningmodels', 'machinelearningmodel'],
])('%s may be the plural of %s', (plural, singular) => {
  expect(listSingulars(plural)).toContain(singular)
})

test.each(['css', 'chess', 'status', 'js', 'analysis', 'linux', '本'])('%s is no plural', name => {
  expect(listSingulars(name).filter(form => ['cs', 'ches', 'statu', 'j'].includes(form))).toEqual(
    [],
  )
})

test('tells of what is used once, and of what is not used and holds nothing', () => {
  const [once, parent, child, idle] = terms(['once', 1], ['parent', 0], ['child', 4], ['idle', 0])
  const all = [once, parent, child && { ...child, parentId: 2 }, idle].filter(
    Boolean,
  ) as CheckedTerm[]

  expect(findUsedOnce(all, 'tag').map(({ key }) => key)).toEqual(['tag:once:1'])
  expect(findUnused(all, 'category')).toMatchObject([
    { key: 'category:unused:4', request: { verb: 'delete', kind: 'category', ids: [4] } },
  ])
})

test('tells of tags on more than 40 % of the posts, not of exactly 40 %', () => {
  const tags = terms(['much', 5], ['some', 4])

  expect(findBroad(tags, 10)).toMatchObject([
    { sentence: { name: 'much', share: 50 }, request: { verb: 'convert', id: 1 } },
  ])
  expect(findBroad(tags, 4)).toEqual([])
})

test('tells of what sleeps since three years', () => {
  const [old, fresh] = terms('old', 'fresh')
  const tags = [
    { ...old, newest: new Date('2023-03-03') },
    { ...fresh, newest: new Date('2023-03-05') },
  ] as CheckedTerm[]

  const found = findAsleep(tags, 'tag', new Date('2026-03-04'))

  expect(found).toMatchObject([{ key: 'tag:asleep:1', sentence: { name: 'old', year: '2023' } }])
})

test('tells of a tag with the name of a category', () => {
  const found = findCategoryNames(terms('Essays', 'notes'), [
    { id: 7, name: 'essays', posts: 12, parentId: null, newest: null },
  ])

  expect(found).toMatchObject([
    { key: 'tag:category:1:7', request: { verb: 'convert', kind: 'tag', id: 1 } },
  ])
})
