import { expect, test } from 'vitest'
import { createCounter, readersText } from '../../../src/client/editor/count.ts'
import { renderMarkdown } from '../../../src/render/pipeline.ts'
import { costOf } from '../../support/cost.ts'

const TEXTS: [what: string, text: string][] = [
  ['plain words', 'The water was high.\n\nIt fell again.'],
  ['marks', 'The *water* was **very** ***high***, ~~low~~.'],
  ['headings, quotes and lists', '## The *sea*\n\n> A quote.\n\n- one\n- two\n\n1. three\n2. four'],
  ['tasks', '- [x] done\n- [ ] not yet'],
  ['links and images', 'A [link](https://example.org/a/b "Title") and ![the sea](/media/a.webp).'],
  ['an address in angles', 'See <https://example.org/a>.'],
  ['tables', '| a | b |\n| --- | :-: |\n| one two | three |'],
  ['code', 'Run `npm ci` now.\n\n```js\nconst answer = 42\n```'],
  ['a comment and tags', 'One<!-- more -->\n\n<b>two</b> three<br>four'],
  ['a divider', 'One\n\n---\n\ntwo'],
  ['a definition', 'See [it].\n\n[it]: https://example.org/path'],
  ['Chinese', '今天天气很好，我们去河边散步。'],
  ['words in many scripts', 'Привет мир, γειά σου, مرحبا بالعالم, こんにちは世界'],
  ['nothing', ''],
]

test.each(TEXTS)('counts %s as the server does', (_what, text) => {
  expect(createCounter()(text.split('\n'))).toBe(renderMarkdown(text).words)
})

test('counts a line again only when it has changed', () => {
  const count = createCounter()
  const lines = ['one two', 'three', 'one two']

  expect(count(lines)).toBe(5)
  expect(count([...lines.slice(0, 2), 'four'])).toBe(4)
  expect(count([])).toBe(0)
})

test('takes long texts in little time', async () => {
  const line = 'The water was high, and [the boats](https://example.org) lay still in the harbour. '
  const lines = Array.from({ length: 4_000 }, (_, number) => `${line.repeat(3)}${number}`)
  const count = createCounter()
  count(lines)

  expect(await costOf(() => count([...lines.slice(0, -1), 'changed']))).toBeLessThan(50)
})

test('leaves a line with a lone bracket as it is', () => {
  expect(readersText('a ] ( b')).toBe('a ] ( b')
})
