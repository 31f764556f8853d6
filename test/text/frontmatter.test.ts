import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DocumentHeader, readDocument, writeDocument } from '../../src/text/frontmatter.ts'
import { costOf } from '../support/cost.ts'

function readHeader(text: string): DocumentHeader {
  const document = readDocument(text)
  if (!document.ok) throw new Error(`${document.line}: ${document.message}`)
  if (!document.header) throw new Error('no header')
  return document.header
}

const yaml = (header: string) => readHeader(`---\n${header}\n---\nBody`)

describe('a header', () => {
  test.each<[string, string, Partial<DocumentHeader>]>([
    ['tags as a list', 'tags: [a, "C++"]', { tags: ['a', 'C++'] }],
    ['tags as lines', 'tags:\n- a\n- b', { tags: ['a', 'b'] }],
    ['tags as comma text', 'tags: a, b ,c', { tags: ['a', 'b', 'c'] }],
    ['tags as a bare string', 'tags: sqlite', { tags: ['sqlite'] }],
    ['tags empty', 'tags:', { tags: [] }],
    ['tags nested', 'tags: [[a, b], c]', { tags: ['a', 'b', 'c'] }],
    ['tags that look like numbers', 'tags: [3.10, 017, 2020]', { tags: ['3.10', '017', '2020'] }],
    ['the same tag twice', 'tags: [a, a]', { tags: ['a', 'a'] }],
    [
      'tags with signs',
      'tags: [a/b, "X 4.0", X-4.0, f(x)]',
      { tags: ['a/b', 'X 4.0', 'X-4.0', 'f(x)'] },
    ],
    ['capitalised keys', 'Title: T\nTags: a', { title: 'T', tags: ['a'] }],
    ['category with a space', 'category : Databases', { category: 'Databases' }],
    ['an empty category', 'category:', { category: '' }],
    ['one category in a list', 'categories: [Go]', { category: 'Go' }],
    ['taxonomies', 'taxonomies:\n  tags: [a]\n  categories: [b]', { tags: ['a'], category: 'b' }],
    ['draft: true', 'draft: true', { draft: true }],
    ['draft: yes', 'draft: yes', { draft: true }],
    ['draft: on', 'draft: On', { draft: true }],
    ['draft: 1', 'draft: 1', { draft: true }],
    ['draft: false', 'draft: false', { draft: false }],
    ['published: false', 'published: false', { draft: true }],
    ['published: true', 'published: true', { draft: false }],
    ['a date with zone', 'date: 2020-01-02 03:04:05 +0800', { date: '2020-01-02 03:04:05 +0800' }],
    ['a date without zone', 'date: 2020-01-02', { date: '2020-01-02' }],
    [
      'a date with nanoseconds',
      'date: 2020-01-02T03:04:05.123456789Z',
      { date: '2020-01-02T03:04:05.123456789Z' },
    ],
    ['a title in quotes', 'title: "A: <b>*x*</b> 🦀"', { title: 'A: <b>*x*</b> 🦀' }],
    ['a version as title', 'title: 3.10', { title: '3.10' }],
    ['summary for excerpt', 'summary: S', { excerpt: 'S' }],
    ['aliases', 'aliases: [/old/, /older]', { aliases: ['/old/', '/older'] }],
    ['a permalink', 'permalink: /2016/x/', { aliases: ['/2016/x/'] }],
    ['a page', 'type: page', { kind: 'page' }],
    ['toc', 'toc: true', { toc: true }],
    ['prototypes', '__proto__: {draft: true}\nconstructor: x', {}],
    ['nothing', '', {}],
  ])('with %s', (_, header, expected) => {
    expect(yaml(header)).toEqual({ notes: [], ...expected })
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test.each<[string, string, Partial<DocumentHeader>, RegExp]>([
    [
      'several categories',
      'categories: [A, B]\ntags: c',
      { category: 'A', tags: ['c', 'B'] },
      /others became tags: B/u,
    ],
    ['a key twice', 'title: a\ntags: x\ntitle: b', { title: 'b', tags: ['x'] }, /twice/u],
    ['a comma in a name', 'tags: ["Rome, Italy"]', { tags: ['Rome Italy'] }, /no comma/u],
    ['an unparsable date', 'date: someday', { date: 'someday' }, /not a date/u],
    ['a permalink with ../', 'permalink: /a/../../x', { aliases: [] }, /left out/u],
  ])('with %s says what was done', (_, header, expected, note) => {
    const { notes, ...rest } = yaml(header)
    expect(rest).toEqual(expected)
    expect(notes).toEqual([expect.stringMatching(note)])
  })
})

test.each([
  ['YAML closed by dots', '---\ntitle: T\n...\nB'],
  ['YAML without its first line', 'title: T\ntags: []\n---\nB'],
  ['YAML with CRLF and a BOM', '\ufeff---\r\ntitle: T\r\n---\r\nB'],
  ['TOML', '+++\ntitle = "T"\n+++\nB'],
  ['TOML behind dashes', '---toml\ntitle = "T"\n---\nB'],
  ['JSON', '{\n "title": "T", "x": {"y": "}"}\n}\nB'],
  ['JSON between semicolons', ';;;\n"title": "T"\n;;;\nB'],
  ['JSON behind dashes', '---json\n{"title":"T"}\n---\nB'],
])('%s is read', (_, text) => {
  expect(readDocument(text)).toMatchObject({ ok: true, header: { title: 'T' }, body: 'B' })
})

test("Zola's header gives tags, a date and a category", () => {
  const text =
    '+++\ndate = 2020-01-02T03:04:05+08:00\ndraft = true\n[taxonomies]\ntags = ["a"]\ncategories = ["b"]\n+++\n'
  expect(readHeader(text)).toMatchObject({ tags: ['a'], category: 'b', draft: true })
  expect(readHeader(text).date).toMatch(/^2020-01-02T03:04:05(\.000)?\+08:00$/u)
})

test.each([
  ['plain text', 'Just text'],
  ['a thematic break', '---\nNo header\n'],
  ['prose between two breaks', '---\nSome prose.\n\n---\nMore'],
  ['a shortcode', '{{< figure >}}\ntext'],
  ['a Liquid tag', '{% raw %}x'],
  ['a heading with a colon', 'Title: of a heading\n---\ntext'],
  ['nothing', ''],
])('%s has no header', (_, text) => {
  expect(readDocument(text)).toEqual({ ok: true, header: null, body: text })
})

test('an empty header is a header', () => {
  expect(readDocument('---\n---\nB')).toEqual({ ok: true, header: { notes: [] }, body: 'B' })
})

test.each<[string, string, number]>([
  ['a program', '---js\n{ title: (globalThis.polluted = 1) }\n---\nB', 1],
  ['a program in Coffee', '---coffee\ntitle: 1\n---\n', 1],
  ['a tag that makes a function', '---\ntitle: !!js/function "x"\n---\n', 2],
  ['an alias', '---\na: &x [1]\ntags: *x\n---\n', 2],
  ['bad YAML', '---\ntitle: T\ntags: [a\n---\n', 4],
  ['bad TOML', '+++\ntitle = "T"\ndate = =\n+++\n', 3],
  ['bad JSON', '{"title": "T",\n"x" 1}\n', 2],
  ['no closing line', '---\ntitle: T\n\nBody', 1],
  ['too long', `---\ntitle: ${'x'.repeat(70_000)}\n---\n`, 1],
  ['too deep', `---\na: ${'['.repeat(30_000)}\n---\n`, 2],
])('S41, S66: %s is refused with its line', async (_, text, line) => {
  let document = readDocument('')
  const cost = await costOf(() => (document = readDocument(text)))
  expect(document).toMatchObject({ ok: false, message: expect.any(String) as string })
  if (!document.ok) expect(document.line).toBe(line)
  expect('polluted' in globalThis).toBe(false)
  expect(cost).toBeLessThan(500)
})

test('a document is written in the form of the contract', () => {
  const header = {
    title: 'Many-to-many, re-edited',
    category: 'Databases',
    tags: ['sqlite', 'prisma', 'C++'],
    date: '2026-11-21T10:00:00+08:00',
    draft: false,
  }
  expect(writeDocument(header, 'The summary.\n')).toBe(
    '---\ntitle: Many-to-many, re-edited\ncategory: Databases\ntags: [sqlite, prisma, "C++"]\n' +
      'date: 2026-11-21T10:00:00+08:00\ndraft: false\n---\nThe summary.\n',
  )
})

test('what is written reads back the same', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      'yes',
      'null',
      '~',
      '- a',
      'a: b',
      '# x',
      '"',
      "'",
      '2020-01-01',
      '&a',
      '*a',
      '{',
      '[',
      'a #b',
      '\u0085x',
      '017',
    ),
  )
  fc.assert(
    fc.property(text, text, fc.boolean(), (title, excerpt, draft) => {
      const header = {
        title: title.trim(),
        excerpt: excerpt.trim(),
        draft,
        tags: ['a', 'C#', 'null', 'yes'],
      }
      expect(readDocument(writeDocument(header, 'B\n'))).toEqual({
        ok: true,
        header: { ...header, notes: [] },
        body: 'B\n',
      })
    }),
  )
})
