import { expect, onTestFinished, test } from 'vitest'
import { RenderError, type Renderer, createRenderer } from '../../src/render/renderer.ts'
import { times } from '../support/times.ts'

function openRenderer(options = {}): Renderer {
  const renderer = createRenderer(options)
  onTestFinished(() => renderer.close())
  return renderer
}

// 100 KB each; the measured times of marked 18.2.1 alone are 12 s, 18 s, 14 s, and overflows of the stack.
const HOSTILE = [
  ['underscores', '__a'.repeat(33_000)],
  ['asterisks', '**a** *'.repeat(14_000)],
  ['an endless address', `${'a.'.repeat(50_000)}@`],
  ['quotations in quotations', `${'> '.repeat(50_000)}a`],
  ['lists in lists', `${' * *'.repeat(25_000)}a`],
] as const

test.each(HOSTILE)(
  'S71: %s end within the limit, and the next text is rendered',
  async (_, body) => {
    // The real limit is two seconds; what never ends passes any.
    const renderer = openRenderer({ timeoutMs: times(700, 2_000) })
    await renderer.render('warm')
    const end = await renderer.render(body).catch((error: unknown) => error)

    expect(end).toBeInstanceOf(RenderError)
    expect((end as Error).message).toMatch(/^[A-Z].*[.?]$/u)
    expect((await renderer.render('*fine*')).html).toBe('<p><em>fine</em></p>\n')
  },
)

test('texts wait for each other in their order', async () => {
  const renderer = openRenderer()
  const all = await Promise.all(['a', 'b', 'c'].map(body => renderer.render(body)))
  expect(all.map(({ summary }) => summary)).toEqual(['a', 'b', 'c'])
})

test('S71, R18: a text behind a hostile one is rendered all the same', async () => {
  const renderer = openRenderer({ timeoutMs: times(700, 2_000) })
  const [bad, good] = await Promise.allSettled([
    renderer.render(HOSTILE[0][1]),
    renderer.render('good'),
  ])
  expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled'])
})

test('the words that rendering adds are in the language asked for', async () => {
  const { html } = await openRenderer().render('a[^1]\n\n[^1]: b', { language: 'xx' })
  expect(html).toContain('Footnotes')
})

test('a closed renderer refuses', async () => {
  const renderer = createRenderer()
  const waiting = renderer.render('a')
  await renderer.close()
  await expect(waiting).rejects.toBeInstanceOf(RenderError)
  await expect(renderer.render('b')).rejects.toBeInstanceOf(RenderError)
})
