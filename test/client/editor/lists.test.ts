import { insertNewlineContinueMarkupCommand } from '@codemirror/lang-markdown'
import type { TransactionSpec } from '@codemirror/state'
import { expect, test } from 'vitest'
import { indentItems, outdentItems } from '../../../src/client/editor/lists.ts'
import { changedText, editorState } from '../../support/editor-state.ts'

const ENTER: [what: string, before: string, after: string | null][] = [
  ['an item goes on', '- one‸', '- one\n- ‸'],
  ['a number goes on', '1. one‸', '1. one\n2. ‸'],
  ['the numbers after it follow', '1. one‸\n2. two', '1. one\n2. ‸\n3. two'],
  ['a done task is followed by one to do', '- [x] one‸', '- [x] one\n- [ ] ‸'],
  ['in the middle of an item, the rest goes on', '- one ‸two', '- one\n- ‸two'],
  ['an empty item ends the list', '- one\n- ‸', '- one\n‸'],
  ['an empty number ends the list', '1. one\n2. ‸', '1. one\n‸'],
  ['an empty task ends the list', '- [ ] one\n- [ ] ‸', '- [ ] one\n‸'],
  ['an empty inner item goes one step out', '- one\n  - two\n  - ‸', '- one\n  - two\n- ‸'],
  ['a quote goes on', '> one‸', '> one\n> ‸'],
  ['a list in a quote goes on', '> - one‸', '> - one\n> - ‸'],
  ['ordinary text is not its business', 'one‸', null],
  ['nor is code', '```\n- one‸\n```', null],
]

test.each(ENTER)('Enter: %s', (_what, before, after) => {
  const state = editorState(before)
  let changed: string | null = null
  const dispatch = (change: TransactionSpec) => (changed = changedText(state, change))

  insertNewlineContinueMarkupCommand({ nonTightLists: false })({ state, dispatch })

  expect(changed).toBe(after)
})

const TAB: [what: string, before: string, after: string | null][] = [
  ['an item goes under the one before', '- one\n- two‸', '- one\n  - two‸'],
  ['under a number by its width', '1. one\n2. two‸', '1. one\n   1. two‸'],
  ['never deeper than one step', '- one\n  - two‸', '- one\n  - two‸'],
  [
    'what hangs on it comes along',
    '- one\n- two‸\n  more\n  - three\n- four',
    '- one\n  - two‸\n    more\n    - three\n- four',
  ],
  ['several at once', '- one\n‹- two\n- three›', '- one\n  ‹- two\n  - three›'],
  ['the first has nothing to go under', '- one‸', '- one‸'],
  ['tasks too', '- [ ] one\n- [ ] two‸', '- [ ] one\n  - [ ] two‸'],
  ['ordinary text is not its business', 'one‸', null],
]

test.each(TAB)('Tab: %s', (_what, before, after) => {
  const state = editorState(before)

  expect(changedText(state, indentItems(state))).toBe(after)
})

const SHIFT_TAB: [what: string, before: string, after: string | null][] = [
  ['an inner item comes out', '- one\n  - two‸', '- one\n- two‸'],
  ['by the width of what it stood under', '1. one\n   - two‸', '1. one\n- two‸'],
  ['only one step', '- one\n  - two\n    - three‸', '- one\n  - two\n  - three‸'],
  ['what hangs on it comes along', '- one\n  - two‸\n    - three', '- one\n- two‸\n  - three'],
  ['an outer item stays', '- one\n- two‸', '- one\n- two‸'],
  ['ordinary text is not its business', 'one‸', null],
]

test.each(SHIFT_TAB)('Shift-Tab: %s', (_what, before, after) => {
  const state = editorState(before)

  expect(changedText(state, outdentItems(state))).toBe(after)
})
