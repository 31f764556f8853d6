import { expect, test } from 'vitest'
import { readCatalogues } from '../../src/i18n/translate.ts'
import { listFiles, readText } from '../support/files.ts'

const sources = [...listFiles('src', '.ts'), ...listFiles('views', '.ejs')]
  .filter(path => path !== 'src/i18n/translate.ts')
  .map(path => ({ path, text: readText(path) }))

const texts = new Set(sources.flatMap(({ text }) => textsOf(text)))
const { en = {}, 'zh-CN': chinese = {} } = readCatalogues()

test('every text that a person may see is translated into Chinese', () => {
  expect([...texts].filter(text => !(text in chinese)).sort()).toEqual([])
})

test('the catalogues hold no text that nobody sees', () => {
  expect(Object.keys(chinese).filter(text => !texts.has(text))).toEqual([])
  expect(Object.keys(en).filter(text => !texts.has(text))).toEqual([])
})

test('every text with a count has its English singular', () => {
  const counted = [...texts].filter(text => text.includes('{count}'))
  const forms = counted.map(text => ({ text, entry: en[text] }))

  expect(
    forms.filter(({ entry }) => typeof entry !== 'object' || !entry.one || !entry.other),
  ).toEqual([])
})

test('a translation keeps the parameters of its text', () => {
  const broken = Object.entries({ ...en, ...chinese }).filter(([text, entry]) => {
    const forms = typeof entry === 'object' ? Object.values(entry) : [entry]
    return forms.some(form => !sameParameters(text, form))
  })

  expect(broken).toEqual([])
})

test('the catalogues are sorted, so that two people’s additions merge', () => {
  for (const catalogue of [en, chinese]) {
    const keys = Object.keys(catalogue)
    expect(keys).toEqual([...keys].sort())
  }
})

test('texts to translate are written as literals', () => {
  const built = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:t|mark)\(\s*(?:`|'(?:[^'\\]|\\.)*'\s*\+)/g)].map(
      ([found]) => path + found,
    ),
  )

  expect(built).toEqual([])
})

function textsOf(source: string): string[] {
  const single = /\b(?:t|mark)\(\s*'((?:[^'\\]|\\.)*)'/g
  const double = /\b(?:t|mark)\(\s*"((?:[^"\\]|\\.)*)"/g
  return [...source.matchAll(single), ...source.matchAll(double)].map(([, text = '']) =>
    text.replace(/\\(.)/g, '$1'),
  )
}

// The singular may say “one” in words.
function sameParameters(text: string, form: string): boolean {
  const parametersOf = (template: string) =>
    new Set([...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))
  const wanted = parametersOf(text)
  const given = parametersOf(form)
  const missing = [...wanted].filter(name => name !== 'count' && !given.has(name))
  return missing.length === 0 && [...given].every(name => wanted.has(name))
}
