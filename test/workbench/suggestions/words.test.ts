import { expect, test } from 'vitest'
import { isLikelyTwin, listNearestNames } from '../../../src/text/likeness.ts'
import { listPossibleKeys, listTellingPlaces } from '../../../src/workbench/suggestions/named.ts'
import { rankWords } from '../../../src/workbench/suggestions/telling-words.ts'

test('title, headings and languages of code are where names tell what a text is about', () => {
  const body = [
    'Some ruby in the text.',
    '## Deploying with Docker ##',
    '```typescript {1}',
    '# not a heading',
    '```',
    '#hashtag',
    '~~~~ sql',
    '~~~',
    '~~~~',
    '# SQLite',
  ].join('\n')

  expect(listTellingPlaces('A title', body)).toEqual([
    'A title',
    'Deploying with Docker',
    'typescript',
    'sql',
    'SQLite',
  ])
})

test.each([
  ['Machine learning, at home', 'machine-learning'],
  ['Why Node.js?', 'node.js'],
  ['From C++ to Rust', 'c++'],
  ['Using C#.', 'c#'],
  ['我用数据库写博客', '数据库'],
  ['ＳＱＬ full width', 'sql'],
])('%s may name %s', (place, key) => {
  expect(listPossibleKeys([place])).toContain(key)
})

test('a letter alone is no name, and the keys stay few', () => {
  expect(listPossibleKeys(['A walk'])).toEqual(['a-walk', 'walk'])
  expect(listPossibleKeys(['東京'.repeat(5_000)])).toHaveLength(15)
  expect(listPossibleKeys(Array.from({ length: 9_000 }, (_, at) => `a${at} b c d`))).toHaveLength(
    5_000,
  )
})

test('a word tells the more the oftener it is here and the seldomer elsewhere', () => {
  const words = [
    { word: 'the', posts: 900, count: 40 },
    { word: 'postgres', posts: 12, count: 6 },
    { word: 'vacuum', posts: 3, count: 6 },
    { word: 'unheard', posts: 0, count: 9 },
  ]

  expect(rankWords(words, 1_000)).toEqual(['vacuum', 'postgres', 'the'])
})

test.each([
  ['javascript', 'javscript', true],
  ['book', 'books', true],
  ['css', 'csv', false],
  ['sql', 'sqlite', false],
])('%s and %s as twins: %s', (one, other, expected) => {
  expect(isLikelyTwin(one, other)).toBe(expected)
})

test('the nearest names come first: twins, then beginnings, then what shares letters', () => {
  const names = ['JavaScript', 'Java', 'CoffeeScript', 'Gardening']
  const keys = new Map(names.map(name => [name.toLowerCase(), name]))

  expect(listNearestNames('javascripts', keys, 3)).toEqual(['JavaScript', 'Java', 'CoffeeScript'])
  expect(listNearestNames('zen', keys, 3)).toEqual([])
})
