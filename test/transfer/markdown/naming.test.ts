import { expect, test } from 'vitest'
import { readFileName, takeHeading, titleFromName } from '../../../src/transfer/markdown/naming.ts'

test.each([
  ['2024-11-02-a-walk.md', '2024-11-02', 'a-walk', 'A walk'],
  ['posts/2024-11-2-a-walk.md', '2024-11-2', 'a-walk', 'A walk'],
  ['2024-11-02-a-walk/index.md', '2024-11-02', 'a-walk', 'A walk'],
  ['a name with spaces.markdown', null, 'a name with spaces', 'A name with spaces'],
  ['100%25%20wool.md', null, '100% wool', '100% wool'],
  ['100% wool.md', null, '100% wool', '100% wool'],
  ['日本語の題.md', null, '日本語の題', '日本語の題'],
  ['2024-11-02.md', '2024-11-02', '', ''],
  ['index.md', null, 'index', 'Index'],
])('reads the name %s', (source, date, stem, title) => {
  const name = readFileName(source)

  expect(name).toEqual({ date, stem })
  expect(titleFromName(name)).toBe(title)
})

test.each([
  ['# A walk\n\nWords.', 'A walk', 'Words.'],
  ['\n\n# A walk #\nWords.', 'A walk', 'Words.'],
  ['A walk\n======\n\nWords.', 'A walk', 'Words.'],
  [
    '# *A* **walk** with `code` and [a link](/x) {#id}\nWords.',
    'A walk with code and a link',
    'Words.',
  ],
  ['# snake_case_name stays\n', 'snake_case_name stays', ''],
])('takes the heading of %j', (body, title, rest) => {
  expect(takeHeading(body)).toEqual({ title, rest })
})

test('leaves a heading that is not the beginning where it stands', () => {
  const body = 'Words.\n\n# Later\n'

  expect(takeHeading(body)).toEqual({ title: 'Later', rest: body })
})

test.each(['Words.', '## Second level', '```\n# not a heading\n```\n', '#hashtag'])(
  'finds no heading in %j',
  body => {
    expect(takeHeading(body)).toBeNull()
  },
)
