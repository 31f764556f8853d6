import { expect, test } from 'vitest'
import { splitBlocks } from '../../src/text/blocks.ts'
import { plainSummary, splitMore } from '../../src/text/excerpt.ts'
import { readDocument } from '../../src/text/frontmatter.ts'
import { MAX_BODY_BYTES } from '../../src/text/limits.ts'
import { listLinkPlaces } from '../../src/text/link-places.ts'
import { plainText } from '../../src/text/plain.ts'
import { readSearchQuery } from '../../src/text/search-query.ts'
import { slugify } from '../../src/text/slug.ts'
import { countWords } from '../../src/text/words.ts'
import { findKind } from '../../src/media/kinds.ts'
import { closeKey } from '../../src/text/close-key.ts'
import { costOf } from '../support/cost.ts'
import { times } from '../support/times.ts'

const LIMIT_MS = 2_500

/** What a checker of regular expressions found to slow one of ours down, and what looks like it. */
const UNITS = [
  ...[
    '!',
    '~',
    '`',
    '-',
    '#',
    '*',
    '_',
    '\t',
    ' ',
    '\n',
    '.',
    ',',
    '|',
    '|-',
    '- ',
    '> ',
    '\t-',
    '^',
  ],
  ...[
    '<!--more>0',
    '<!-- more',
    '<!--',
    '-->',
    '<!---->',
    '<a ',
    '<h2 id=">',
    '<annotation',
    '"<"',
    '<"',
  ],
  ...[
    '[',
    ']',
    '](',
    '![](<',
    '()](<',
    '[^^',
    '[ ]:',
    '[a]: <',
    '](http://',
    'http://',
    '<http://',
  ],
  ...[
    '"\\',
    "'",
    'a.a@',
    'tags:[\n',
    'word ',
    '海',
    'a\u0301',
    '\u0300',
    '`a',
    '``` ',
    '~~~\n',
    '$$',
    '\\',
  ],
]

/** What reads a text, and the longest that it is given. */
const READERS: [string, number, (text: string) => unknown][] = [
  ['splitMore', MAX_BODY_BYTES, splitMore],
  ['plainSummary', MAX_BODY_BYTES, plainSummary],
  ['listLinkPlaces', MAX_BODY_BYTES, listLinkPlaces],
  ['splitBlocks', MAX_BODY_BYTES, splitBlocks],
  ['readDocument', MAX_BODY_BYTES, readDocument],
  ['plainText', MAX_BODY_BYTES, plainText],
  // Cutting a text into words takes its time, the same for every text: a part of it shows as much.
  ['countWords', MAX_BODY_BYTES / 16, countWords],
  ['slugify', 16_384, slugify],
  ['readSearchQuery', 16_384, readSearchQuery],
]

test.each(READERS)(
  'S72: no text slows %s down',
  async (_, most, read) => {
    const slow: string[] = []
    for (const unit of UNITS.filter((_, number) => number % times(4, 1) === 0)) {
      const text = unit.repeat(Math.floor(most / unit.length))
      const cost = Math.max(await costOf(() => read(text)), await costOf(() => read(`a${text}\0b`)))
      if (cost > LIMIT_MS) slow.push(`${JSON.stringify(unit)}: ${Math.round(cost)} ms`)
    }
    expect(slow).toEqual([])
  },
  times(1, 10) * 60_000,
)

const K = 1024

const repeat = (text: string, length: number): string => text.repeat(length / text.length)

/** What a checker of expressions wrote against older ones of ours: each took minutes, or years. */
const ATTACKS: [string, () => unknown][] = [
  ['the beginning of a file', () => findKind(Buffer.from('<!----><!--'.repeat(372)), 'a.svg', [])],
  ['the rule of a table', () => splitBlocks(`${repeat('\t', 90 * K)}-${repeat('\t', 90 * K)}>-|`)],
  ['an address with many signs', () => listLinkPlaces(`http://a${repeat('!', 900 * K)}x`)],
  ['the first line of a header', () => readDocument(`---${repeat('\t', 900 * K)}x\na: b\n---\n`)],
  ['a header in JSON', () => readDocument(`{"a": ${repeat('"\\', 60 * K)}`)],
  ['a fence that is none', () => splitMore(`${repeat('~', 900 * K)}\u2028`)],
  ['accents without a letter', () => closeKey(repeat('\u0300', 60 * K))],
]

test.each(ATTACKS)('S72: %s may be written to harm', async (_, read) => {
  expect(await costOf(read)).toBeLessThan(LIMIT_MS)
})
