import { expect, test } from 'vitest'
import { excerptAround, markWords } from '../../src/reading/search/excerpts.ts'

/** The parts as one text, with what is marked in square brackets. */
function show(parts: { text: string; marked: boolean }[]): string {
  return parts.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('')
}

test.each([
  ['The Tag and the stage', ['tag'], 'The [Tag] and the stage'],
  ['Tagging tags', ['tag'], '[Tagging] [tags]'],
  ['first words only', ['first', 'word'], '[first] [words] only'],
  ['firsts stay', ['first', 'word'], 'firsts stay'],
  ['在数据库里', ['数据库'], '在[数据库]里'],
  ['nothing here', ['else'], 'nothing here'],
  ['no words at all', [], 'no words at all'],
])('in %j the words %j are marked: %s', (text, words, expected) => {
  expect(show(markWords(text, words))).toBe(expected)
})

test.each(['.*(', '[', '\\', '$&', 'a|b', '^', '{2}', '/'])('the word %j is no pattern', word => {
  expect(show(markWords(`x ${word} y`, [word]))).toContain(word)
})

test('shows the words in their context, cut between words', () => {
  const text = `${'before '.repeat(60)}harbour ${'after '.repeat(60)}`.trim()

  const excerpt = show(excerptAround(text, ['harbour']))

  expect(excerpt).toMatch(/^… before .*\[harbour\] after .*after …$/u)
  expect(excerpt.length).toBeLessThan(290)
})

test('shows the beginning where the words stand in the title only', () => {
  expect(show(excerptAround('A short text.', ['harbour']))).toBe('A short text.')
})
