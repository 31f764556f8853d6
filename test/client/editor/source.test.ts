import { Text } from '@codemirror/state'
import { expect, test } from 'vitest'
import { findChange } from '../../../src/client/editor/source.ts'

const CHANGES: [before: string, after: string, change: unknown][] = [
  ['one two three', 'one 2 three', { from: 4, to: 7, insert: '2' }],
  ['one', 'one two', { from: 3, to: 3, insert: ' two' }],
  ['one two', 'two', { from: 0, to: 4, insert: '' }],
  ['aaa', 'aaaa', { from: 3, to: 3, insert: 'a' }],
  ['', 'one\ntwo', { from: 0, to: 0, insert: 'one\ntwo' }],
  ['one', '', { from: 0, to: 3, insert: '' }],
  ['one\ntwo', 'one\ntwo', null],
]

test.each(CHANGES)('from %j to %j only what differs is put in', (before, after, change) => {
  expect(findChange(Text.of(before.split('\n')), after)).toEqual(change)
})
