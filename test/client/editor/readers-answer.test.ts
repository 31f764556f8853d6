import { expect, test } from 'vitest'
import { createAsking, type Answer } from '../../../src/client/editor/readers-answer.ts'

test('asks one thing at a time, and of what was asked meanwhile only the newest', async () => {
  const asked: ((answer: Answer) => void)[] = []
  const shown: string[] = []
  let text = ''
  const ask = createAsking(
    () => {
      const html = text
      return new Promise(resolve => asked.push(() => resolve({ ok: true, html, words: 0 })))
    },
    answer => shown.push(answer.ok ? answer.html : ''),
  )

  text = 'a'
  ask()
  text = 'ab'
  ask()
  text = 'abc'
  ask()
  expect(asked).toHaveLength(1)
  asked[0]?.({ ok: true, html: '', words: 0 })
  await expect.poll(() => asked.length).toBe(2)
  asked[1]?.({ ok: true, html: '', words: 0 })
  await expect.poll(() => shown).toEqual(['a', 'abc'])

  expect(asked).toHaveLength(2)
})
