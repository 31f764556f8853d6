import { assert, property, array, constantFrom, oneof, string, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import {
  conflictsOf,
  mergeTexts,
  writeMerged,
  type Texts,
} from '../../../src/writing/merging/texts.ts'
import { segmentWords } from '../../../src/text/words.ts'
import { times } from '../../support/times.ts'
import { costOf } from '../../support/cost.ts'

const merged = (base: string, yours: string, theirs: string) => {
  const result = mergeTexts({ base, yours, theirs })
  return { text: writeMerged(result), conflicts: conflictsOf(result).length }
}

const TWO = 'The boat left at dawn.\n\nNobody saw it go.'

const clean: [name: string, base: string, yours: string, theirs: string, text: string][] = [
  [
    'different paragraphs',
    TWO,
    'The boat left at noon.\n\nNobody saw it go.',
    'The boat left at dawn.\n\nEverybody saw it go.',
    'The boat left at noon.\n\nEverybody saw it go.',
  ],
  [
    'different words of one paragraph',
    'The boat left the quay at dawn.',
    'The ship left the quay at dawn.',
    'The boat left the quay at noon.',
    'The ship left the quay at noon.',
  ],
  [
    'Chinese words without spaces',
    '我们每天早上在河边散步。',
    '他们每天早上在河边散步。',
    '我们每天早上在河边跑步。',
    '他们每天早上在河边跑步。',
  ],
  [
    'a sentence added to a paragraph that the other corrected',
    'It was late.',
    'It was late. We went home.',
    'It was very late.',
    'It was very late. We went home.',
  ],
  [
    'a paragraph added after one that the other changed',
    'One line here.',
    'One line here.\n\nAnother paragraph.',
    'One short line here.',
    'One short line here.\n\nAnother paragraph.',
  ],
  [
    'a code block added before a changed paragraph',
    'Run this program now.',
    '```\nrun\n\nagain\n```\n\nRun this program now.',
    'Run this program today.',
    '```\nrun\n\nagain\n```\n\nRun this program today.',
  ],
  [
    'a paragraph added after one of which both changed a word',
    'The boat left at dawn.',
    'The boat left at noon.',
    'The ship left at dawn.\n\nMore.',
    'The ship left at noon.\n\nMore.',
  ],
  ['the same change by both', 'One two.', 'One three.', 'One three.', 'One three.'],
  [
    'a paragraph deleted by one, another changed',
    `${TWO}\n\nEnd.`,
    TWO,
    TWO.replace('dawn', 'noon') + '\n\nEnd.',
    TWO.replace('dawn', 'noon'),
  ],
  [
    'two items of one list',
    '- eggs\n- milk\n- bread',
    '- six eggs\n- milk\n- bread',
    '- eggs\n- milk\n- rye bread',
    '- six eggs\n- milk\n- rye bread',
  ],
  [
    'words that are names of objects',
    'constructor a __proto__ b',
    'constructor x __proto__ b',
    'constructor a __proto__ y',
    'constructor x __proto__ y',
  ],
  [
    'a text that ends with a line end',
    'One is here.\n',
    'One was here.\n',
    'One is here.\n\nTwo.\n',
    'One was here.\n\nTwo.\n',
  ],
]

test.each(clean)('merges %s without a question', (...row) => {
  const [, base, yours, theirs, text] = row

  expect(merged(base, yours, theirs)).toEqual({ text, conflicts: 0 })
  expect(merged(base, theirs, yours)).toEqual({ text, conflicts: 0 })
})

const TABLE = '| a | b |\n|---|---|\n| 1 | 2 |'

const torn: [name: string, base: string, yours: string, theirs: string][] = [
  ['the same word', 'At dawn we left.', 'At noon we left.', 'At night we left.'],
  ['neighbouring words', 'a quick brown fox', 'a slow brown fox', 'a quick red fox'],
  [
    'a paragraph that one deletes and the other changes',
    TWO,
    'The boat left at dawn.',
    TWO.replace('Nobody', 'Somebody'),
  ],
  ['two paragraphs added at one place', TWO, `${TWO}\n\nMine.`, `${TWO}\n\nTheirs.`],
  [
    'two places of one block of code',
    '```\nlet a = 1\n\nlet b = 2\n```',
    '```\nlet a = 3\n\nlet b = 2\n```',
    '```\nlet a = 1\n\nlet b = 4\n```',
  ],
  ['two cells of one table', TABLE, TABLE.replace('1', '3'), TABLE.replace('2', '4')],
  ['two places of one formula', '$$\nx\n\ny\n$$', '$$\nz\n\ny\n$$', '$$\nx\n\nw\n$$'],
  [
    'one address',
    'See https://a.example/x/y now',
    'See https://a.example/z/y now',
    'See https://a.example/x/w now',
  ],
]

test.each(torn)('asks about %s and keeps both', (_, base, yours, theirs) => {
  const result = mergeTexts({ base, yours, theirs })

  const [conflict] = conflictsOf(result)
  expect(conflictsOf(result)).toHaveLength(1)
  expect(yours).toContain(conflict?.yours)
  expect(theirs).toContain(conflict?.theirs)
})

test('a conflict is one paragraph, and what stands around it is merged', () => {
  const base = 'First one here.\n\nSecond one here.\n\nThird one here.'
  const yours = 'First of mine here.\n\nSecond of mine here.\n\nThird one here.'
  const theirs = 'First one here.\n\nSecond of theirs here.\n\nThird of theirs here.'

  const result = mergeTexts({ base, yours, theirs })

  expect(conflictsOf(result).map(({ yours, theirs }) => [yours, theirs])).toEqual([
    ['Second of mine here.', 'Second of theirs here.'],
  ])
  expect(writeMerged(result, ['Decided.'])).toBe(
    'First of mine here.\n\nDecided.\n\nThird of theirs here.',
  )
  expect(writeMerged(result, [''])).toBe('First of mine here.\n\nThird of theirs here.')
})

test('what both added at one place stands one after the other unless somebody decides', () => {
  expect(merged(TWO, `${TWO}\n\nMine.`, `${TWO}\n\nTheirs.`).text).toBe(
    `${TWO}\n\nMine.\n\nTheirs.`,
  )
})

// Texts that share words, gaps and blocks, so that edits of them meet.
const word = oneof(
  constantFrom('sea', 'boat', 'the', '河边', '散步', 'a', '.', '- x', '#'),
  string({ maxLength: 3 }),
)
const paragraph = oneof(
  {
    weight: 6,
    arbitrary: array(word, { minLength: 1, maxLength: 6 }).map(words => words.join(' ')),
  },
  { weight: 1, arbitrary: constantFrom('```\na\n\nb\n```', TABLE, '$$\nx\n$$', '> q') },
)
const body = tuple(
  constantFrom('', '\n'),
  array(paragraph, { maxLength: 6 }),
  constantFrom('\n\n', '\n\n\n', '\n \n'),
  constantFrom('', '\n', '\n\n'),
).map(([start, paragraphs, gap, end]) => start + paragraphs.join(gap) + end)

const runs = { numRuns: times(400, 20_000) }

test('merging with an unchanged side gives the other', () => {
  assert(
    property(body, body, (base, other) => {
      expect(merged(base, base, other)).toEqual({ text: other, conflicts: 0 })
      expect(merged(base, other, base)).toEqual({ text: other, conflicts: 0 })
      expect(merged(base, other, other)).toEqual({ text: other, conflicts: 0 })
    }),
    runs,
  )
})

test('who is called yours makes no difference where nothing conflicts, nor to what conflicts', () => {
  assert(
    property(body, body, body, (base, one, other) => {
      const there = merged(base, one, other)
      const back = merged(base, other, one)
      expect(back.conflicts).toBe(there.conflicts)
      if (there.conflicts === 0) expect(back.text).toBe(there.text)
    }),
    runs,
  )
})

test('no word of either side disappears unless the other deleted it', () => {
  assert(
    property(body, body, body, (base, yours, theirs) => {
      const { pieces } = mergeTexts({ base, yours, theirs })
      const shown = pieces.flatMap(piece =>
        piece.kind === 'conflict' ? [piece.yours, piece.theirs] : [piece.text],
      )
      const held = new Set(segmentWords(shown.join('\n\n')))
      const lost = (side: string, other: string) => {
        const [inBase, inOther] = [base, other].map(text => new Set(segmentWords(text)))
        return segmentWords(side).filter(
          each => !held.has(each) && !(inBase?.has(each) === true && inOther?.has(each) === false),
        )
      }
      expect([...lost(yours, theirs), ...lost(theirs, yours)]).toEqual([])
    }),
    runs,
  )
})

const long = (paragraphs: number, words: number) =>
  Array.from({ length: paragraphs }, (_, at) =>
    Array.from({ length: words }, (_, word) => `w${(at * 7919 + word * 31) % 997}`).join(' '),
  )

const large: [string, () => Texts][] = [
  [
    'many paragraphs, each changed at one end by each',
    () => {
      const base = long(9000, 20)
      return {
        base: base.join('\n\n'),
        yours: base.map(text => `Mine ${text}`).join('\n\n'),
        theirs: base.map(text => `${text} theirs`).join('\n\n'),
      }
    },
  ],
  [
    'one paragraph without an end',
    () => {
      const [base = ''] = long(1, 180_000)
      return { base, yours: `Mine ${base}`, theirs: `${base} theirs` }
    },
  ],
  [
    'nothing but one letter',
    () => ({
      base: 'a\n\n'.repeat(340_000),
      yours: 'a\n\n'.repeat(300_000),
      theirs: `${'a\n\n'.repeat(200_000)}b`,
    }),
  ],
  [
    'Chinese without a sign',
    () => {
      const base = '我们每天早上在河边散步'.repeat(30_000)
      return { base, yours: `好${base}`, theirs: `${base}好` }
    },
  ],
]

test.each(large)('merges 1 MiB in a moment: %s', async (_, make) => {
  const texts = make()

  expect(await costOf(() => mergeTexts(texts))).toBeLessThan(5_000)
  expect(writeMerged(mergeTexts(texts)).length).toBeGreaterThan(texts.base.length / 2)
})
