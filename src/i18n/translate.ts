import { readFileSync } from 'node:fs'

type Entry = string | Partial<Record<Intl.LDMLPluralRule, string>>
type Catalogue = Record<string, Entry>

/** Gives a text in the reader's language; `{name}` stands for a parameter, `count` chooses the plural. */
export type Translate = (text: string, parameters?: Record<string, string | number>) => string

/** Makes the translator of one language; a text without a translation stays English. */
export function createTranslator(language: string, catalogue: Catalogue): Translate {
  const plurals = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (text, parameters = {}) => {
    const template = chooseForm(catalogue[text], plurals, parameters['count']) ?? text
    return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = parameters[name]
      if (value === undefined) return placeholder
      return typeof value === 'number' ? numbers.format(value) : value
    })
  }
}

/** Marks a text that is translated later, where it is shown. */
export const mark = (text: string): string => text

/** Reads the catalogues that ship, by language. */
export function readCatalogues(): Record<string, Catalogue> {
  const read = (language: string) =>
    JSON.parse(readFileSync(new URL(`./${language}.json`, import.meta.url), 'utf8')) as Catalogue
  return { en: read('en'), 'zh-CN': read('zh-CN') }
}

function chooseForm(
  entry: Entry | undefined,
  plurals: Intl.PluralRules,
  count: string | number | undefined,
): string | undefined {
  if (typeof entry !== 'object') return entry
  return entry[plurals.select(Number(count ?? 0))] ?? entry.other
}
