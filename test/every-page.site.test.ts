import { HtmlValidate } from 'html-validate'
import { expect, test } from 'vitest'
import { fillEveryPage, listAnswers, listAsked, listPages } from './support/every-page.ts'
import { listFiles } from './support/files.ts'
import { openSite } from './support/site.ts'

// What is style, not validity: how templates break lines, and what HTML itself leaves free.
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'aria-label-misuse': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
    // Checkboxes of a list share a name.
    'form-dup-name': 'off',
    'long-title': 'off',
    'no-implicit-button-type': 'off',
    'no-implicit-close': 'off',
    'no-implicit-input-type': 'off',
    'no-trailing-whitespace': 'off',
    'prefer-native-element': 'off',
    'require-sri': 'off',
    'void-style': 'off',
    // Checked in a real browser, which knows what is visible.
    'input-missing-label': 'off',
    'unique-landmark': 'off',
  },
})

const TITLE = 'every page there is, in both themes, and every answer to a form, is valid HTML'

test(TITLE, { timeout: 240_000 }, async () => {
  const site = await openSite({ config: { signup: 'open' } })
  const values = await fillEveryPage(site)
  const all = listAsked(values)
  const seenByReaders = all.filter(({ path }) => !/^\/(admin|account)/.test(path))

  const pages = await listPages(site, all)
  await site.db.write(tx => tx.setting.create({ data: { name: 'theme', value: 'folio' } }))
  pages.push(...(await listPages(site, [...seenByReaders, ...listAnswers(values)])))

  // Markup does not depend on the database; whether there is an answer does.
  const checked = site.dialect === 'sqlite' ? pages : []
  const wrong: string[] = []
  for (const { asked, text } of checked) wrong.push(...(await validate(asked.path, text)))
  expect(wrong).toEqual([])
  expect(pages.filter(({ status }) => status >= 500)).toEqual([])
  expect(pages.length).toBeGreaterThan(120)
})

test('every theme has its own style sheet and takes the views it lacks from the first', () => {
  expect(listFiles('views/themes', 'theme.css').length).toBeGreaterThan(1)
  expect(listFiles('views/themes/folio', '.ejs').length).toBeGreaterThan(0)
})

test('the pages before there is an admin are valid HTML', async () => {
  const site = await openSite({ empty: true })
  for (const path of ['/', '/setup', '/setup?token=wrong', '/archive', '/tags', '/login']) {
    expect(await validate(path, (await site.page(path)).text)).toEqual([])
  }
})

async function validate(name: string, text: string): Promise<string[]> {
  const { results } = await validator.validateString(text)
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => {
      const source = text.split('\n')[line - 1]?.trim().slice(0, 120) ?? ''
      return `${name}:${line} ${ruleId}: ${message} · ${source}`
    }),
  )
}
