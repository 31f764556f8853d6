import { assert, array, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'
import { splitBlocks } from '../../../src/text/blocks.ts'
import { compareTexts } from '../../../src/text/difference/passages.ts'
import { compareWords, type Part } from '../../../src/text/difference/words.ts'
import { times } from '../../support/times.ts'
import { costOf } from '../../support/cost.ts'

const say = (parts: Part[]): string =>
  parts
    .map(({ kind, text }) => ({ same: text, added: `+${text}+`, removed: `-${text}-` })[kind])
    .join('')

const words: [before: string, after: string, said: string][] = [
  ['the quick fox', 'the slow fox', 'the -quick-+slow+ fox'],
  ['我们在河边散步。', '我们在海边散步。', '我们在-河边-+海边+散步。'],
  ['One.', 'One. Two.', 'One.+ Two.+'],
  ['a [link](/x)', 'a [link](/y)', 'a [link-](/x)-+](/y)+'],
  ['use `a b` here', 'use `a c` here', 'use -`a b`-+`a c`+ here'],
  ['same', 'same', 'same'],
]

test.each(words)('“%s” became “%s”', (before, after, said) => {
  expect(say(compareWords(before, after))).toBe(said)
})

const body = array(constantFrom('a b', 'a c', 'd e f', '```\nx\n\ny\n```', '河边散步', '# T'), {
  maxLength: 8,
}).map(paragraphs => paragraphs.join('\n\n'))

test('the passages hold every paragraph of both texts once and in order', () => {
  assert(
    property(body, body, (before, after) => {
      const passages = compareTexts(before, after)
      const side = (skipped: 'added' | 'removed') =>
        passages
          .filter(({ kind }) => kind !== skipped)
          .map(({ parts }) =>
            parts
              .filter(({ kind }) => kind !== skipped)
              .map(({ text }) => text)
              .join(''),
          )
      const places = (name: 'before' | 'after') =>
        passages.flatMap(passage => (passage[name] === null ? [] : [passage[name]]))
      const textsOf = (text: string) => splitBlocks(text).blocks.map(block => block.text)

      expect(side('added')).toEqual(textsOf(before))
      expect(side('removed')).toEqual(textsOf(after))
      expect(places('before')).toEqual(textsOf(before).map((_, at) => at))
      expect(places('after')).toEqual(textsOf(after).map((_, at) => at))
    }),
    { numRuns: times(500, 10_000) },
  )
})

test('a changed paragraph is found beside one that was added before it', () => {
  const passages = compareTexts('The boat left at dawn.', 'News.\n\nThe boat left at noon.')

  expect(passages.map(({ kind, parts }) => [kind, say(parts)])).toEqual([
    ['added', '+News.+'],
    ['changed', 'The boat left at -dawn-+noon+.'],
  ])
})

test('texts of 1 MiB that have nothing in common are compared in a moment', async () => {
  const make = (letter: string) =>
    Array.from({ length: 20_000 }, (_, at) => `${letter}${at} ${letter.repeat(40)}`).join('\n\n')
  const texts = [make('a'), make('b')] as const

  expect(await costOf(() => compareTexts(...texts))).toBeLessThan(10_000)
})

test('long paragraphs are matched in a moment', async () => {
  const make = (letter: string) =>
    Array.from({ length: 19 }, (_, at) => `${letter}${at} `.repeat(8_000)).join('\n\n')
  const texts = [make('a'), make('b')] as const

  expect(await costOf(() => compareTexts(...texts))).toBeLessThan(6_000)
})
