import { expect, onTestFinished, test } from 'vitest'
import { openConverter } from '../../../src/transfer/convert/converter.ts'

test('S65: HTML that is written to harm ends with a sentence, and the next text is converted', async () => {
  const converter = openConverter({ timeoutMs: 3_000 })
  onTestFinished(() => converter.close())
  const hostile = [
    '<div>'.repeat(100_000),
    Array.from({ length: 5_000 }, (_each, n) => `<b id=${n}>`).join('') + '<p>x'.repeat(20_000),
  ]
  for (const html of hostile) {
    const conversion = await converter.convert('html', html)

    expect(conversion.ok ? 'converted' : conversion.text).toMatch(/^This text .*[.?]$/u)
  }
  expect(await converter.convert('html', '<p><i>fine</i></p>')).toEqual({
    ok: true,
    output: { markdown: '*fine*\n', notes: [] },
  })
})
