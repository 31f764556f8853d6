import { expect, test } from 'vitest'
import { cycleHeading, insertBlock, toggleBlock } from '../../../src/client/editor/blocks.ts'
import { changedText, editorState } from '../../support/editor-state.ts'

type Kind = Parameters<typeof toggleBlock>[1]

const BLOCKS: [kind: Kind, before: string, after: string][] = [
  ['bullets', 'one‸', '- one‸'],
  ['bullets', '‸', '- ‸'],
  ['bullets', '- one‸', 'one‸'],
  ['bullets', '‹one\n\ntwo›', '- ‹one\n\n- two›'],
  ['numbers', '‹one\ntwo\nthree›', '1. ‹one\n2. two\n3. three›'],
  ['numbers', '- one‸', '1. one‸'],
  ['numbers', '1. one‸', 'one‸'],
  ['tasks', 'one‸', '- [ ] one‸'],
  ['tasks', '- one‸', '- [ ] one‸'],
  ['bullets', '- [x] one‸', '- one‸'],
  ['bullets', '  1. one‸', '  - one‸'],
  ['quote', '‹one\ntwo›', '> ‹one\n> two›'],
  ['quote', '> one‸', 'one‸'],
]

test.each(BLOCKS)('%s: %j becomes %j', (kind, before, after) => {
  const state = editorState(before)

  expect(changedText(state, toggleBlock(state, kind))).toBe(after)
})

const HEADINGS: [before: string, after: string][] = [
  ['on‸e', '## on‸e'],
  ['## on‸e', '### on‸e'],
  ['### one‸', '#### one‸'],
  ['#### one‸', 'one‸'],
  ['# one‸', '## one‸'],
]

test.each(HEADINGS)('the heading %j becomes %j', (before, after) => {
  const state = editorState(before)

  expect(changedText(state, cycleHeading(state))).toBe(after)
})

const INSERTED: [before: string, after: string][] = [
  ['‸', '---‸\n'],
  ['one‸', 'one\n\n---‸\n'],
  ['one\n‸', 'one\n\n---‸\n'],
  ['one\n\n‸', 'one\n\n---‸\n'],
  ['one\n\n‸two', 'one\n\n---‸\n\ntwo'],
  ['one‸\n\ntwo', 'one\n\n---‸\n\ntwo'],
]

test.each(INSERTED)('a block put in at %j stands between empty lines', (before, after) => {
  const state = editorState(before)

  expect(changedText(state, insertBlock(state, '---', { from: 3, to: 3 }))).toBe(after)
})
