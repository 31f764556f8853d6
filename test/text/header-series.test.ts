import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDocument, writeDocument } from '../../src/text/frontmatter.ts'

const readHeader = (header: string) => {
  const document = readDocument(`---\n${header}\n---\nBody`)
  return document.ok ? document.header : null
}

test.each([
  ['series: Tides\npart: 2', 'Tides', 2],
  ['series: [Tides]\nseries_order: 3', 'Tides', 3],
  ['Series: "Tides"\npart: "4"', 'Tides', 4],
  ['series:', '', undefined],
  ['series: Tides\npart: first', 'Tides', undefined],
  ['series: Tides\npart: -1', 'Tides', undefined],
  ['part: 2', undefined, undefined],
])('reads %j', (header, series, part) => {
  const read = readHeader(header)

  expect([read?.series, read?.part]).toEqual([series, part])
})

test('of several series the first is taken, and that is said', () => {
  const read = readHeader('series: [Tides, Moons]')

  expect(read?.series).toBe('Tides')
  expect(read?.notes).toEqual(['Only the first series was taken: “Tides”.'])
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[^\s\p{C}]{1,20}$/u),
      fc.integer({ min: 1, max: 9999 }),
      (series, part) => {
        const document = readDocument(writeDocument({ series, part }, 'Body'))

        expect(document.ok && [document.header?.series, document.header?.part]).toEqual([
          series.normalize('NFC'),
          part,
        ])
      },
    ),
  )
})
