import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/render/pipeline.ts'
import { OWN_PAYLOADS } from '../support/payloads.ts'

const WORDS = new Set(['alt', 'aria-label', 'class', 'id', 'title'])

test.each(OWN_PAYLOADS)('S35: %j runs nothing', payload => {
  const { html, excerptHtml } = renderMarkdown(payload, { excerpt: payload, toc: true })
  for (const output of [html, excerptHtml]) {
    const $ = load(output, {}, false)
    expect(
      $(
        'script, style, iframe, object, embed, form, button, svg, link, meta, base, template, select, textarea',
      ).length,
    ).toBe(0)
    for (const [name, value] of $('*')
      .toArray()
      .flatMap(node => Object.entries($(node).attr() ?? {}))) {
      expect(name).not.toMatch(/^on|^style$|^srcdoc$|^formaction$|^xlink/iu)
      const isText = WORDS.has(name)
      if (!isText)
        expect(value.replace(/[\s\p{Cc}]/gu, '')).not.toMatch(/^(?:javascript|vbscript|data):/iu)
    }
  }
})

test('no id or name stands for one of the page', () => {
  const { html } = renderMarkdown('<a name="cookie" id="body">x</a>\n\n# createElement')
  const $ = load(html, {}, false)
  expect($('a[name]').attr('name')).toBe('user-content-cookie')
  expect($('h1').attr('id')).toBe('user-content-createelement')
})
