import { expect, test } from 'vitest'
import { listFiles, readText } from './support/files.ts'

const POINTS = [...numbers('S', 85), ...numbers('R', 23)]

const shown = new Set(
  listFiles('test', '.ts')
    .flatMap(path => [...readText(path).matchAll(/['"]((?:[SR]\d+, )*[SR]\d+): /g)])
    .flatMap(([, points = '']) => points.split(', ')),
)
const rows = new Map(
  [...readText('docs/security.md').matchAll(/^\| ([SR]\d+) +\| [^|]+\| ([a-z ]+?) +\|/gm)].map(
    ([, point = '', state = '']) => [point, state],
  ),
)

test('the table in docs has every point, and says of each how it stands', () => {
  expect([...rows.keys()]).toEqual(POINTS)
  expect(new Set(rows.values())).toEqual(new Set(['covered', 'in part']))
})

test('what the table calls covered, or covered in part, is shown by a test that bears its number', () => {
  expect(POINTS.filter(point => !shown.has(point))).toEqual([])
  expect([...shown].filter(point => !POINTS.includes(point))).toEqual([])
})

function numbers(letter: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => `${letter}${index + 1}`)
}
