import fc from 'fast-check'
import { load } from 'cheerio'
import { expect, onTestFinished, test } from 'vitest'
import { RenderError } from '../../src/render/render-error.ts'
import { createRenderer } from '../../src/render/renderer.ts'
import { plainSummary, splitMore } from '../../src/text/excerpt.ts'
import { readDocument, writeDocument } from '../../src/text/frontmatter.ts'
import { nameKey } from '../../src/text/key.ts'
import { listLinkPlaces } from '../../src/text/link-places.ts'
import { cleanName, splitNames } from '../../src/text/name.ts'
import { cleanOldPath } from '../../src/text/old-path.ts'
import { readSearchQuery } from '../../src/text/search-query.ts'
import { slugify } from '../../src/text/slug.ts'
import { countWords } from '../../src/text/words.ts'
import { costOf } from '../support/cost.ts'
import { times } from '../support/times.ts'

const MINUTES = 60_000
const LONG = { timeout: times(1, 60) * MINUTES }
const LIMIT_MS = 1_000
/** Half of a character. */
const HALF = /\p{Surrogate}/u

/** Pieces of which documents consist, so that random texts reach what a parser does with them. */
const PIECES = [
  ...[
    '---\n',
    '+++\n',
    '{\n',
    '}\n',
    '...\n',
    'title: ',
    'tags: ',
    'tags = ',
    'date: ',
    '- ',
    '[',
    ']',
  ],
  ...[
    '{',
    '}',
    '"',
    "'",
    ':',
    ',',
    '|',
    '>',
    '&a',
    '*a',
    '!!js/function',
    '!!binary ',
    '<<: ',
    '\t',
  ],
  ...[
    '# ',
    '> ',
    '* ',
    '1. ',
    '```',
    '~~~',
    '`',
    '**',
    '_',
    '__',
    '~~',
    '![',
    '](',
    ')',
    '<',
    '/>',
  ],
  ...[
    '<!-- more -->',
    '<!--',
    '-->',
    '$',
    '$$',
    '[^1]',
    '[^1]: ',
    '[[toc]]',
    '| a | b |\n| - | - |\n',
  ],
  ...[
    '<div>',
    '</div>',
    '<table>',
    '<svg>',
    '<script>',
    '&amp;',
    '&#x0;',
    'http://a.b/c',
    'a@b.c',
    '\\',
  ],
  ...[
    '\n',
    '\n\n',
    '\r\n',
    '    ',
    ' ',
    '\0',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '\ud800',
    '海',
    '🌊',
    'İ',
    'word',
  ],
]

const texts = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary' })),
    {
      maxLength: 60,
    },
  )
  .map(parts => parts.join(''))

test(
  'headers of any shape are read or refused with a line, quickly, and pollute nothing',
  LONG,
  async () => {
    await check(times(400, 50_000), text => {
      const document = readDocument(text)
      if (document.ok) return
      expect(document.message).not.toBe('')
      expect(document.line).toBeGreaterThan(0)
    })
    expect(Object.keys(Object.prototype)).toEqual([])
  },
)

test('what a document says is read again as it was written', LONG, async () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 40 }).map(text => cleanName(text))
  const headers = fc.record({ title: words, tags: fc.uniqueArray(words, { maxLength: 6 }) })
  await fc.assert(
    fc.asyncProperty(headers, ({ title, tags }) => {
      const named = tags.filter(tag => tag !== '' && !/[,，]/u.test(tag))
      const read = readDocument(writeDocument({ title, tags: named }, 'Body\n'))
      expect(read).toMatchObject({ ok: true, header: { title, tags: named } })
      return Promise.resolve()
    }),
    { numRuns: times(200, 20_000) },
  )
})

test(
  'R23: slugs, keys, names, paths, summaries and searches take any text, and give what may be kept',
  LONG,
  async () => {
    await check(times(600, 100_000), text => {
      expect(slugify(text)).toMatch(
        /^[\p{L}\p{N}\p{M}]([\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$|^$/u,
      )
      const name = cleanName(text)
      expect(cleanName(name)).toBe(name)
      expect(nameKey(name)).toBe(nameKey(nameKey(name)))
      for (const each of splitNames(text)) expect(each).not.toMatch(/[,，]/u)
      expect(cleanOldPath(text) ?? '/').toMatch(/^\//)
      if (!HALF.test(text)) expect(plainSummary(text)).not.toMatch(HALF)
      expect(countWords(text)).toBeGreaterThanOrEqual(0)
      splitMore(text)
      listLinkPlaces(text)
      readSearchQuery(text)
    })
  },
)

test(
  'Markdown of any shape is rendered to clean HTML or refused with a sentence, and the worker lives',
  LONG,
  async () => {
    const renderer = createRenderer()
    onTestFinished(() => renderer.close())
    await fc.assert(
      fc.asyncProperty(texts, async text => {
        const end = await renderer.render(text).catch((error: unknown) => error)
        if (end instanceof Error) {
          expect(end).toBeInstanceOf(RenderError)
          return
        }
        const $ = load((end as { html: string }).html, {}, false)
        expect($('script, style, iframe, object, embed, form, base, link, meta').length).toBe(0)
      }),
      { numRuns: times(150, 10_000) },
    )
    expect((await renderer.render('*fine*')).html).toBe('<p><em>fine</em></p>\n')
  },
)

test('memory does not grow with the number of texts', LONG, async () => {
  const read = () => check(times(200, 20_000), text => void readDocument(text))
  await read()
  const before = process.memoryUsage().rss
  await read()
  await read()
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
})

/** Runs a task over random texts; none may throw or take longer than a second. */
async function check(numRuns: number, task: (text: string) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(texts, async text => {
      expect(await costOf(() => task(text))).toBeLessThan(LIMIT_MS)
    }),
    { numRuns },
  )
}
