import { describe, expect, test } from 'vitest'
import { nameKey } from '../../src/text/key.ts'
import { cleanName, splitNames } from '../../src/text/name.ts'
import { RESERVED_SLUGS, freeSlug, slugify } from '../../src/text/slug.ts'

describe('nameKey', () => {
  test.each([
    ['case', 'SQLite', 'sqlite'],
    ['ß and ss', 'Straße', 'STRASSE'],
    ['capital ẞ', 'STRAẞE', 'strasse'],
    ['a dotted İ and its small form', 'İstanbul', 'i̇stanbul'],
    ['a final sigma', 'ΟΔΟΣ', 'οδος'],
    ['both sigmas', 'οδοσ', 'οδος'],
    ['full-width letters', 'ＡＩ', 'ai'],
    ['composed and decomposed', 'caf\u00e9', 'cafe\u0301'],
    ['space, hyphen and underscore', 'machine  learning', 'Machine_-_Learning'],
    ['white space around', '  a\t', 'A'],
    ['a zero-width space', 'a\u200bb', 'ab'],
    ['a byte order mark and a control', '\ufeffa\u0007', 'a'],
    ['an emoji with and without its selector', '❤️', '❤'],
    ['a ligature', 'ﬁn', 'FIN'],
  ])('%s make one key', (_, one, other) => {
    expect(nameKey(one)).toBe(nameKey(other))
  })

  test('names that differ in signs have different keys', () => {
    const names = [
      'C',
      'C++',
      'C#',
      'NET',
      '.NET',
      'X-4.0',
      'X-40',
      'ı',
      'i',
      'İ',
      '日本語',
      '日本',
      '🦀',
      '🏴',
      '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    ]
    expect(new Set(names.map(nameKey)).size).toBe(names.length)
  })

  test('a key is its own key', () => {
    for (const name of ['İß_ς', 'ΐ', 'ŉ', '\u0345a', 'ǰ - x'])
      expect(nameKey(nameKey(name))).toBe(nameKey(name))
  })

  test('a name that shows nothing has an empty key', () => {
    expect(nameKey(' \u200b\ufeff\u0000 ')).toBe('')
  })
})

describe('cleanName', () => {
  test.each([
    ['  many   spaces\n here ', 'many spaces here'],
    ['cafe\u0301', 'caf\u00e9'],
    ['zero\u200bwidth\u2060', 'zerowidth'],
    ['con\u0000trol\u202e', 'control'],
    ['👩\u200d💻', '👩\u200d💻'],
    ['a\u200db', 'ab'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['\ud800x', 'x'],
    ['\u200b', ''],
  ])('%j becomes %j', (name, clean) => {
    expect(cleanName(name)).toBe(clean)
  })
})

describe('splitNames', () => {
  test.each([
    ['a, A, a ', ['a', 'A', 'a']],
    ['数据库，C++,', ['数据库', 'C++']],
    ['日本、語; x', ['日本、語; x']],
    [' , ,', []],
    ['', []],
  ])('%j gives %j', (text, names) => {
    expect(splitNames(text)).toEqual(names)
  })
})

describe('slugify', () => {
  test.each([
    ['Many-to-many, re-edited', 'many-to-many-re-edited'],
    ['C', 'c'],
    ['C++', 'c-plus-plus'],
    ['C#', 'c-sharp'],
    ['.NET', 'dot-net'],
    ['Node.js', 'node-js'],
    ['日本語', '日本語'],
    ['ガ', 'ガ'],
    ['한국어', '한국어'],
    ['हिन्दी', 'हिन्दी'],
    ['Ünïcödé Łódź', 'unicode-lodz'],
    ['Straße', 'strasse'],
    ['İstanbul', 'istanbul'],
    ['ＡＩ', 'ai'],
    ["Don't", 'dont'],
    ['🦀', 'u1f980'],
    ['👩‍💻', 'u1f469-u1f4bb'],
    ['🦀 Rust', 'rust'],
    ['!!!', 'u21-u21-u21'],
    ['', 'untitled'],
    ['\u200b ', 'untitled'],
    ['new', 'new-1'],
    ['Feed', 'feed-1'],
    ['../../etc', 'etc'],
    ['a/b', 'a-b'],
  ])('%j gives %j', (text, slug) => {
    expect(slugify(text)).toBe(slug)
  })

  test('a long one is cut at a word, within 80 characters', () => {
    expect(slugify('word '.repeat(40))).toBe('word-'.repeat(15) + 'word')
    expect(slugify('x'.repeat(200))).toHaveLength(80)
    expect(Array.from(slugify('語'.repeat(200)))).toHaveLength(80)
  })

  test('none is reserved', () => {
    for (const slug of RESERVED_SLUGS) expect(RESERVED_SLUGS.has(slugify(slug))).toBe(false)
  })

  test('a taken one gets the next number and stays within 80 characters', async () => {
    const taken = new Set(['a', 'a-2', 'x'.repeat(80)])
    const isTaken = (slug: string) => Promise.resolve(taken.has(slug))

    expect(await freeSlug('b', isTaken)).toBe('b')
    expect(await freeSlug('a', isTaken)).toBe('a-3')
    expect(await freeSlug('x'.repeat(80), isTaken)).toBe(`${'x'.repeat(78)}-2`)
  })
})
