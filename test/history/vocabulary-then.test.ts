import { expect, test } from 'vitest'
import { walkBack, type PastCell, type SizedTerm } from '../../src/history/vocabulary-then.ts'

const then = new Date('2026-03-04T00:00:00Z')
const old = new Date('2026-01-01T00:00:00Z')

const tag = (id: number, name: string, posts = 0, createdAt = old): SizedTerm => {
  return { kind: 'tag', id, name, createdAt, posts }
}
const category = (id: number, name: string, posts = 0): SizedTerm => {
  return { ...tag(id, name, posts), kind: 'category' }
}
const stored = (name: string, createdAt = old) =>
  JSON.stringify({ name, createdAt: createdAt.toISOString() })
const cell = (
  entity: PastCell['entity'],
  termId: number,
  [before, after]: [string | null, string | null],
  posts = 1,
): PastCell => ({ entity, termId, before, after, posts })

type Case = [string, SizedTerm[], PastCell[], string[]]

test.each<Case>([
  ['nothing since', [tag(1, 'js', 2)], [], ['tag js 2']],
  ['a rename', [tag(1, 'JS')], [cell('tag', 1, [stored('js'), stored('JS')])], ['tag js 0']],
  [
    'two renames, the newest first',
    [tag(1, 'c')],
    [cell('tag', 1, [stored('b'), stored('c')]), cell('tag', 1, [stored('a'), stored('b')])],
    ['tag a 0'],
  ],
  [
    'a merge',
    [tag(2, 'JavaScript', 3)],
    [
      cell('blog_tag', 2, [null, 'has'], 2),
      cell('blog_tag', 1, ['had', null], 2),
      cell('tag', 1, [stored('js'), null]),
    ],
    ['tag JavaScript 1', 'tag js 2'],
  ],
  [
    'a deleted one that was made since',
    [],
    [cell('tag', 1, [stored('new', then), null]), cell('tag', 1, [null, stored('new', then)])],
    [],
  ],
  ['one that an operation made', [tag(1, 'x')], [cell('tag', 1, [null, stored('x')])], []],
  ['one that an edit made', [tag(1, 'x', 1, then)], [], []],
  ['a place among the tags', [tag(1, 'x', 1)], [cell('blog_tag', 1, ['had', 'has'])], ['tag x 1']],
  [
    'posts that changed their category',
    [category(1, 'A', 1), category(2, 'B', 4), tag(1, 'A', 9)],
    [cell('post', 0, ['1', '2'], 3), cell('post', 0, [null, '2'])],
    ['category A 4', 'category B 0', 'tag A 9'],
  ],
  [
    'more gone than there are',
    [tag(1, 'x', 1)],
    [cell('blog_tag', 1, [null, 'has'], 2)],
    ['tag x 0'],
  ],
])('walks back over %s', (_what, present, cells, expected) => {
  const found = walkBack(present, cells, then)

  expect(found.map(({ kind, name, posts }) => `${kind} ${name} ${posts}`).sort()).toEqual(expected)
})
