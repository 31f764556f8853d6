import { expect, test } from 'vitest'
import { planOldPost } from '../../../src/transfer/blext/post.ts'
import { readOldDocument } from '../../../src/transfer/blext/header.ts'
import type { OldPost } from '../../../src/transfer/blext/source.ts'
import { sayRemark } from '../../../src/transfer/report.ts'

test.each([
  { header: '---\ntitle: T\ncategory: C\ntags: [a, b]\n---\nBody', tags: ['a', 'b'] },
  {
    header: '---\r\ntitle: T\r\ncategories: C\r\ntags: [a,\r\nb]\r\n\r\n---\r\nBody',
    tags: ['a', 'b'],
  },
  { header: '\n\n---\ntitle: T\ncategory: C\ntags: []\n---\n\nBody', tags: [] },
  { header: '---title: T\ncategory: C\ntags: [a]---Body', tags: ['a'] },
  { header: '---\ntitle: T: two\ncategory: C\ntags: [a]\n---\nBody', title: 'T: two', tags: ['a'] },
  { header: '---\ntitle: C# #1\ncategory: C\ntags: [,]\n---\nBody', title: 'C# #1', tags: [] },
  { header: '---\ntitle: "T"\ncategory: C\ntags: [a]\n---\nBody', row: '"T"', tags: ['a'] },
])('reads the header of $header', ({ header, title = 'T', row = title, tags }) => {
  const { post, remarks } = planPost({ body: header, title: row, tags })

  expect(post).toMatchObject({ title, category: 'C', tags, body: 'Body' })
  expect(remarks).toEqual([])
})

test.each([
  ['no header', 'Just a text.'],
  ['rules between paragraphs', 'One.\n\n---\n\nTwo.\n\n---\n\nThree.'],
  ['one rule', 'One.\n\n---\n\nTwo.'],
])('takes a document with %s for a text, and all of it', (_name, body) => {
  expect(readOldDocument(body)).toMatchObject({ readings: [], body })
})

test('takes title, category and tags from the rows where the header cannot be read', () => {
  const { post, remarks } = planPost({ body: 'Text.', title: 'T', category: 'C', tags: ['a'] })

  expect(post).toMatchObject({ title: 'T', category: 'C', tags: ['a'], body: 'Text.' })
  expect(remarks).toEqual([
    'Its header cannot be read; title, category and tags are those of the rows.',
  ])
})

test('follows the rows where the header disagrees, and says what it said', () => {
  const { post, remarks } = planPost({ title: 'Row', category: 'R', tags: ['r'] })

  expect(post).toMatchObject({ title: 'Row', category: 'R', tags: ['r'] })
  expect(remarks).toEqual([
    'The header says “T”, its row “Row”; the title is the row’s.',
    'The header says category “C”, the row “R”; the row was followed.',
    'The header says tags “a, b”, the rows “r”; the rows were followed.',
  ])
})

test('takes from the header what the rows have lost', () => {
  const lost = planPost({ title: null, category: null, tags: [] })
  const part = planPost({ tags: ['a', null] })

  expect(lost.post).toMatchObject({ title: 'T', category: 'C', tags: ['a', 'b'] })
  expect(lost.remarks).toEqual([
    'Its row has no category; “C” was taken from the header.',
    'Rows of its tags are missing; from the header were taken: a, b.',
  ])
  expect(part.post).toMatchObject({ tags: ['a', 'b'] })
  expect(part.remarks).toEqual(['Rows of its tags are missing; from the header were taken: b.'])
})

test('takes a tag once, however it is written, in the order of the header', () => {
  const body = '---\ntitle: T\ncategory: C\ntags: [b, A, a]\n---\nBody'

  expect(planPost({ body, tags: ['a', 'a', 'B'] }).post).toMatchObject({ tags: ['B', 'a'] })
})

test.each([
  ['0', 'published', '2016-11-27T03:12:45.000Z'],
  ['false', 'published', '2016-11-27T03:12:45.000Z'],
  ['1', 'draft', undefined],
  ['True', 'draft', undefined],
  [null, 'draft', undefined],
])('takes the draft flag %j for %s', (draft, status, publishedAt) => {
  const { post } = planPost({ draft })

  expect([post?.status, post?.publishedAt?.toISOString()]).toEqual([status, publishedAt])
  expect(post?.createdAt?.toISOString()).toBe('2016-11-27T03:12:45.000Z')
})

function planPost(given: Partial<OldPost>) {
  const old: OldPost = {
    ...{ id: 1, title: 'T', category: 'C', tags: ['a', 'b'], draft: '0', authorId: 1 },
    ...{ summaryText: '', html: '', timestamp: '2016-11-27 03:12:45.000000' },
    body: '---\ntitle: T\ncategory: C\ntags: [a, b]\n---\nBody',
    ...given,
  }
  const remarks: string[] = []
  const now = new Date('2026-03-04T05:06:07Z')
  const facts = { username: 'ann', modifiedAt: now, now }
  const post = planOldPost(old, facts, (_line, text, parameters = {}) =>
    remarks.push(sayRemark({ text, parameters })),
  )
  return { post, remarks }
}
