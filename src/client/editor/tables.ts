import type { EditorState, TransactionSpec } from '@codemirror/state'
import { insertBlock } from './blocks.ts'
import { cellSpans, readTable, writeTable, type Align, type Table } from './table-text.ts'

type Place = { row: number; column: number }

/** A table in the text, and the cell of the caret; row 0 is the head. */
type Found = { table: Table; from: number; to: number; place: Place }

const NEW_TABLE: Table = {
  rows: [
    ['', ''],
    ['', ''],
  ],
  aligns: ['', ''],
}

/** An empty table of two columns, the caret in its first cell. */
export function insertTable(state: EditorState): TransactionSpec {
  return insertBlock(state, writeTable(NEW_TABLE).join('\n'), { from: 2, to: 2 })
}

/** True if the caret is in a table. */
export const isInTable = (state: EditorState): boolean => findTable(state) !== null

/** On to the next cell (or back), the columns brought in line; after the last a row is added. Null outside a table. */
export function moveCell(state: EditorState, step: 1 | -1): TransactionSpec | null {
  const found = findTable(state)
  if (!found) return null
  const { table, place } = found
  const columns = table.aligns.length
  const cell = Math.max(0, place.row * columns + place.column + step)
  const row = Math.floor(cell / columns)
  const rows = row < table.rows.length ? table.rows : [...table.rows, emptyRow(columns)]
  return writeBack(found, { ...table, rows }, { row, column: cell % columns })
}

/** On to the same column of the next row; an empty last row is taken away and the caret leaves the table. */
export function moveRow(state: EditorState): TransactionSpec | null {
  const found = findTable(state)
  if (!found) return null
  const { table, place } = found
  const isLast = place.row === table.rows.length - 1
  const isEmpty = (table.rows[place.row] ?? []).every(cell => cell === '')
  if (isLast && isEmpty && place.row > 0) return leaveTable(state, found)
  const rows = isLast ? [...table.rows, emptyRow(table.aligns.length)] : table.rows
  return writeBack(found, { ...table, rows }, { row: place.row + 1, column: place.column })
}

/** Says how the column of the caret stands. */
export function alignColumn(state: EditorState, align: Align): TransactionSpec | null {
  const found = findTable(state)
  if (!found) return null
  const { table, place } = found
  const aligns = table.aligns.map((each, column) => (column === place.column ? align : each))
  return writeBack(found, { ...table, aligns }, place)
}

/** A row below that of the caret. */
export function addRow(state: EditorState): TransactionSpec | null {
  const found = findTable(state)
  if (!found) return null
  const { table, place } = found
  const row = place.row + 1
  const rows = insertAt(table.rows, row, emptyRow(table.aligns.length))
  return writeBack(found, { ...table, rows }, { ...place, row })
}

/** A column after that of the caret. */
export function addColumn(state: EditorState): TransactionSpec | null {
  const found = findTable(state)
  if (!found) return null
  const { table, place } = found
  const column = place.column + 1
  const rows = table.rows.map(row => insertAt(row, column, ''))
  const aligns = insertAt(table.aligns, column, '' as const)
  return writeBack(found, { rows, aligns }, { ...place, column })
}

/** Takes the row of the caret away; the head stays. */
export function removeRow(state: EditorState): TransactionSpec | null {
  const found = findTable(state)
  if (!found || found.place.row === 0) return null
  const { table, place } = found
  const rows = removeAt(table.rows, place.row)
  return writeBack(found, { ...table, rows }, { ...place, row: place.row - 1 })
}

/** Takes the column of the caret away; the last one stays. */
export function removeColumn(state: EditorState): TransactionSpec | null {
  const found = findTable(state)
  if (!found || found.table.aligns.length === 1) return null
  const { table, place } = found
  const rows = table.rows.map(row => removeAt(row, place.column))
  const aligns = removeAt(table.aligns, place.column)
  return writeBack(found, { rows, aligns }, { ...place, column: Math.max(0, place.column - 1) })
}

const emptyRow = (columns: number): string[] => Array.from({ length: columns }, () => '')

const insertAt = <Item>(list: Item[], at: number, item: Item): Item[] => [
  ...list.slice(0, at),
  item,
  ...list.slice(at),
]

const removeAt = <Item>(list: Item[], at: number): Item[] => list.filter((_, index) => index !== at)

// By its lines and not by the parsed text, which knows no table while its rule is being typed.
function findTable(state: EditorState): Found | null {
  const { head } = state.selection.main
  const line = state.doc.lineAt(head)
  if (!line.text.includes('|')) return null
  const first = edgeOf(state, line.number, -1)
  const last = edgeOf(state, line.number, 1)
  const lines = Array.from({ length: last - first + 1 }, (_, at) => state.doc.line(first + at).text)
  const table = readTable(lines)
  if (!table) return null
  const at = line.number - first
  const spans = cellSpans(line.text)
  const column = spans.filter(({ from }) => head - line.from >= from - 1).length - 1
  const place = { row: at < 2 ? 0 : at - 1, column: Math.max(0, column) }
  return { table, from: state.doc.line(first).from, to: state.doc.line(last).to, place }
}

function edgeOf(state: EditorState, start: number, step: 1 | -1): number {
  let number = start
  while (isRow(state, number + step)) number += step
  return number
}

const isRow = (state: EditorState, number: number): boolean =>
  number >= 1 && number <= state.doc.lines && state.doc.line(number).text.includes('|')

function writeBack({ from, to }: Found, table: Table, place: Place): TransactionSpec {
  const lines = writeTable(table)
  const at = place.row === 0 ? 0 : place.row + 1
  const lineStart = from + lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0)
  const span = cellSpans(lines[at] ?? '')[place.column] ?? { from: 2, to: 2 }
  return {
    changes: { from, to, insert: lines.join('\n') },
    selection: { anchor: lineStart + span.from, head: lineStart + span.to },
    userEvent: 'input.table',
    scrollIntoView: true,
  }
}

function leaveTable(state: EditorState, { from, to, table }: Found): TransactionSpec {
  const lines = writeTable({ ...table, rows: table.rows.slice(0, -1) })
  const text = `${lines.join('\n')}\n\n`
  const isEnd = to === state.doc.length
  const skip = isEnd ? 0 : (/^\n{0,2}/.exec(state.sliceDoc(to, to + 2))?.[0].length ?? 0)
  return {
    changes: { from, to: to + skip, insert: text },
    selection: { anchor: from + text.length },
    userEvent: 'input.table',
    scrollIntoView: true,
  }
}
