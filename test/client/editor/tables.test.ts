import { expect, test } from 'vitest'
import { cellSpans, readTable, widthOf, writeTable } from '../../../src/client/editor/table-text.ts'
import {
  addColumn,
  addRow,
  alignColumn,
  insertTable,
  moveCell,
  moveRow,
  removeColumn,
  removeRow,
} from '../../../src/client/editor/tables.ts'
import { changedText, editorState } from '../../support/editor-state.ts'

const WRITTEN: [what: string, before: string[], after: string[]][] = [
  [
    'columns come in line',
    ['|a|bcde|', '|-|-|', '|fgh|i|'],
    ['| a   | bcde |', '| --- | ---- |', '| fgh | i    |'],
  ],
  [
    'outer bars may be missing',
    ['a | b', '- | -', 'c | d'],
    ['| a   | b   |', '| --- | --- |', '| c   | d   |'],
  ],
  [
    'how a column stands is kept',
    ['|a|b|c|', '|:-|:-:|-:|', '|d|e|f|'],
    ['| a   |  b  |   c |', '| :-- | :-: | --: |', '| d   |  e  |   f |'],
  ],
  [
    'short rows are filled',
    ['|a|b|', '|-|-|', '|c|'],
    ['| a   | b   |', '| --- | --- |', '| c   |     |'],
  ],
  ['an escaped bar is text', ['|a\\|b|c|', '|-|-|'], ['| a\\|b | c   |', '| ---- | --- |']],
  [
    'Chinese takes two columns',
    ['|名字|b|', '|-|-|', '|abcdef|c|'],
    ['| 名字   | b   |', '| ------ | --- |', '| abcdef | c   |'],
  ],
]

test.each(WRITTEN)('%s', (_what, before, after) => {
  const table = readTable(before)

  expect(table && writeTable(table)).toEqual(after)
})

test.each([[['a | b']], [['a | b', 'c | d']], [['', '']]])('%j is no table', lines => {
  expect(readTable(lines)).toBeNull()
})

test('a written table is read as the same and written as the same', () => {
  const lines = ['| a   |   b |', '| --- | --: |', '|     |   c |']
  const table = readTable(lines)

  expect(table).toEqual({
    rows: [
      ['a', 'b'],
      ['', 'c'],
    ],
    aligns: ['', 'right'],
  })
  expect(table && writeTable(table)).toEqual(lines)
})

test('finds the cells of a line without their padding', () => {
  expect(cellSpans('| ab  |   c |')).toEqual([
    { from: 2, to: 4 },
    { from: 10, to: 11 },
  ])
  expect(widthOf('a中🦀')).toBe(5)
})

const T = '| a   | b   |\n| --- | --- |\n| c   | d   |'

const MOVED: [
  what: string,
  move: (state: ReturnType<typeof editorState>) => ReturnType<typeof moveCell>,
  before: string,
  after: string | null,
][] = [
  [
    'Tab to the next cell',
    state => moveCell(state, 1),
    T.replace('a', '‸a'),
    T.replace('b', '‹b›'),
  ],
  [
    'Tab from the head to the first row',
    state => moveCell(state, 1),
    T.replace('b', 'b‸'),
    T.replace('c', '‹c›'),
  ],
  [
    'Tab in a crooked table',
    state => moveCell(state, 1),
    '|‸a|b|\n|-|-|\n|c|d|',
    T.replace('b', '‹b›'),
  ],
  [
    'Tab after the last cell adds a row',
    state => moveCell(state, 1),
    T.replace('d', 'd‸'),
    `${T}\n| ‸    |     |`,
  ],
  ['Shift-Tab back', state => moveCell(state, -1), T.replace('c', '‸c'), T.replace('b', '‹b›')],
  [
    'Shift-Tab in the first cell stays',
    state => moveCell(state, -1),
    T.replace('a', '‸a'),
    T.replace('a', '‹a›'),
  ],
  ['Enter to the next row', moveRow, T.replace('b', '‸b'), T.replace('d', '‹d›')],
  ['Enter in the last row adds one', moveRow, T.replace('d', '‸d'), `${T}\n|     | ‸    |`],
  ['Enter in an empty last row leaves the table', moveRow, `${T}\n| ‸    |     |`, `${T}\n\n‸`],
  ['and the text after it stays', moveRow, `${T}\n| ‸    |     |\n\nEnd`, `${T}\n\n‸End`],
  [
    'a column to the right',
    state => alignColumn(state, 'right'),
    T.replace('b', '‸b'),
    '| a   |   ‹b› |\n| --- | --: |\n| c   |   d |',
  ],
  [
    'one more row',
    addRow,
    T.replace('a', '‸a'),
    '| a   | b   |\n| --- | --- |\n| ‸    |     |\n| c   | d   |',
  ],
  [
    'one more column',
    addColumn,
    T.replace('a', '‸a'),
    '| a   | ‸    | b   |\n| --- | --- | --- |\n| c   |     | d   |',
  ],
  ['one row less', removeRow, T.replace('c', '‸c'), '| ‹a›   | b   |\n| --- | --- |'],
  ['the head stays', removeRow, T.replace('a', '‸a'), null],
  ['one column less', removeColumn, T.replace('d', '‸d'), '| a   |\n| --- |\n| ‹c›   |'],
  ['outside a table nothing', state => moveCell(state, 1), 'a‸ b', null],
  ['a bar alone is no table', state => moveCell(state, 1), 'a‸ | b', null],
]

test.each(MOVED)('%s', (_what, move, before, after) => {
  const state = editorState(before)

  expect(changedText(state, move(state))).toBe(after)
})

test('a new table stands between empty lines with the caret in its first cell', () => {
  const state = editorState('one‸')

  expect(changedText(state, insertTable(state))).toBe(
    'one\n\n| ‸    |     |\n| --- | --- |\n|     |     |\n',
  )
})
