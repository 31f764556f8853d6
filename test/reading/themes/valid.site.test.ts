import { HtmlValidate } from 'html-validate'
import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { listFiles } from '../../support/files.ts'
import { openSite, type Site } from '../../support/site.ts'

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

const BODY = `Text.[^1]

## One

\`\`\`js
let a = 1
\`\`\`

## Two

| a | b |
| - | - |
| 1 | 2 |

## Three

- [x] done

[^1]: A note.`

const PUBLIC = [
  '/',
  '/?page=2',
  '/posts/a-walk',
  '/pages/about',
  '/tags',
  '/tags/river',
  '/categories',
  '/categories/out',
  '/authors/alice',
  '/archive',
  '/archive/2026/03',
  '/search',
  '/search?q=walk',
  '/search?q=nothing-has-this',
  '/series',
  '/posts/a-wlak',
  '/login',
]

const ADMIN = [
  '/',
  '/posts/a-walk',
  '/account',
  '/admin/posts',
  '/admin/settings',
  '/admin/settings/theme',
  '/admin/settings/head',
  '/admin/redirects',
]

test.each(['margin', 'folio'])('every page in the theme %s is valid HTML', async theme => {
  const site = await openSite()
  await site.db.write(tx => tx.setting.create({ data: { name: 'theme', value: theme } }))
  await fill(site)
  const adam = await site.signIn('adam')
  await adam.post('/admin/redirects').type('form').send({ path: '/old', target: '/posts/a-walk' })

  const wrong = [
    ...(await Promise.all(PUBLIC.map(async path => validate(path, await site.page(path))))),
    ...(await Promise.all(ADMIN.map(async path => validate(path, await site.page(path, adam))))),
  ]

  expect(wrong.flat()).toEqual([])
})

test('every theme has its own style sheet and takes the views it lacks from the first', () => {
  const sheets = listFiles('views/themes', 'theme.css')

  expect(sheets.length).toBeGreaterThan(1)
  expect(listFiles('views/themes/folio', '.ejs').length).toBeGreaterThan(0)
})

async function fill(site: Site): Promise<void> {
  for (let number = 1; number <= 11; number += 1) await addPost(site, { title: `Post ${number}` })
  await addPost(site, { title: 'A walk', body: BODY, tags: ['river', 'walk'], category: 'Out' })
  await addPost(site, { title: 'A second walk', body: BODY, tags: ['river'], pinned: true })
  await addPost(site, { title: 'About', kind: 'page' })
  await site.context.background.idle()
}

async function validate(path: string, { text }: { text: string }): Promise<string[]> {
  const { results } = await validator.validateString(text)
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${path}:${line} ${ruleId}: ${message}`),
  )
}
