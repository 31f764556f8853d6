import { expect, test } from 'vitest'
import { isMarked, toggleMark, type Mark } from '../../../src/client/editor/marks.ts'
import { changedText, editorState } from '../../support/editor-state.ts'

const MARKS: [what: string, mark: Mark, before: string, after: string][] = [
  ['words get it', '**', 'a ‹big› boat', 'a **‹big›** boat'],
  ['spaces at the ends stay outside', '*', 'a‹ big ›boat', 'a *‹big›* boat'],
  ['marked words lose it', '**', 'a **‹big›** boat', 'a ‹big› boat'],
  ['also with the marks selected', '**', 'a ‹**big**› boat', 'a ‹big› boat'],
  ['part of marked words too', '**', 'a **very ‹big›** boat', 'a ‹very big› boat'],
  ['the word of the caret gets it', '*', 'a bi‸g boat', 'a *bi‸g* boat'],
  ['and loses it, the caret where it was', '*', 'a *bi‸g* boat', 'a bi‸g boat'],
  ['what is typed next', '**', 'a ‸', 'a **‸**'],
  ['pressed twice, nothing is left', '**', 'a **‸**', 'a ‸'],
  ['before the closing mark it leads out', '**', 'a **big‸** boat', 'a **big**‸ boat'],
  ['bold does not stand in for italic', '*', 'a **‹big›** boat', 'a ***‹big›*** boat'],
  ['of both, only one goes', '**', 'a ***‹big›*** boat', 'a *‹big›* boat'],
  ['each line its own, markers left out', '**', '‹- one\n- two›', '‹- **one**\n- **two**›'],
  ['only what has none yet', '~~', '‹~~one~~\n\ntwo›', '‹~~one~~\n\n~~two~~›'],
  ['code', '`', 'run ‹npm›', 'run `‹npm›`'],
  ['nothing of nothing', '**', '‹  ›', '‹  ›'],
  ['Chinese words', '**', '一‹只船›在', '一**‹只船›**在'],
]

test.each(MARKS)('%s (%s)', (_what, mark, before, after) => {
  const state = editorState(before)

  expect(changedText(state, toggleMark(state, mark))).toBe(after)
})

test('knows whether the caret stands in marked words', () => {
  const state = editorState('a **bi‸g** boat')

  expect(isMarked(state, state.selection.main, '**')).toBe(true)
  expect(isMarked(state, state.selection.main, '*')).toBe(false)
  expect(isMarked(state, { from: 0, to: 0 }, '**')).toBe(false)
})
