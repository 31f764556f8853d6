import { expect, test } from 'vitest'
import { isEmptyQuery, readSearchQuery } from '../../src/text/search-query.ts'

const nothing = { words: [], phrases: [], excluded: [], isOpen: false, filters: [] }

test.each([
  ['', {}],
  ['  ', {}],
  ['Old LAMP', { words: ['old', 'lamp'], isOpen: true }],
  ['"Old lamp"', { phrases: [['old', 'lamp']] }],
  ['"old lamp', { phrases: [['old', 'lamp']] }],
  ['sea -"old lamp" -salt', { words: ['sea'], excluded: [['old', 'lamp'], ['salt']] }],
  ['-sea', { excluded: [['sea']] }],
  ['"a b" sea', { words: ['sea'], phrases: [['a', 'b']], isOpen: true }],
  ['well-known', { words: ['well', 'known'], isOpen: true }],
  ['- -- "" -""', {}],
  ['tag:sea', { filters: [{ kind: 'tag', value: 'sea', not: false }] }],
  ['TAG:"High sea" x', { words: ['x'], isOpen: true, filters: [['tag', 'High sea', false]] }],
  ['-tag:C++', { filters: [['tag', 'C++', true]] }],
  [
    'category:a author:b year:2024',
    {
      filters: [
        ['category', 'a'],
        ['author', 'b'],
        ['year', '2024'],
      ],
    },
  ],
  ['year:20x', { words: ['year', '20x'], isOpen: true }],
  ['tag: sea', { words: ['tag', 'sea'], isOpen: true }],
  ['tag:""', { phrases: [['tag']] }],
  ['colour:red', { words: ['colour:red'], isOpen: true }],
  ['数据库', { words: ['数据', '库'], isOpen: true }],
  ['sea tag:x', { words: ['sea'], isOpen: true, filters: [['tag', 'x']] }],
])('%j is read', (text, expected) => {
  const filters = ('filters' in expected ? expected.filters : []).map(filter => {
    if (!Array.isArray(filter)) return filter
    const [kind, value, not = false] = filter
    return { kind, value, not }
  })

  expect(readSearchQuery(text)).toEqual({ ...nothing, ...expected, filters })
})

test('nothing but signs is empty, and what excludes is not', () => {
  expect(isEmptyQuery(readSearchQuery('- "" !'))).toBe(true)
  expect(isEmptyQuery(readSearchQuery('-sea'))).toBe(false)
})

test('no more than twenty parts are looked for', () => {
  const { words, filters } = readSearchQuery('word '.repeat(30) + 'tag:x '.repeat(30))

  expect([words.length, filters.length]).toEqual([20, 0])
})

test('where there are no filters they are words', () => {
  expect(readSearchQuery('tag:sea', false).words).toEqual(['tag:sea'])
})
