import type { ChangeSpec, EditorState, Line, TransactionSpec } from '@codemirror/state'

const ITEM = /^(\s*)([-+*]|\d{1,9}[.)])(\s+|$)/

type Item = { indent: number; content: number }

/** Indents the items of the selected lines, and what hangs on them, under the item before; null where no list is. */
export const indentItems = (state: EditorState): TransactionSpec | null => shiftItems(state, 1)

/** Takes the items of the selected lines one step out; null where no list is. */
export const outdentItems = (state: EditorState): TransactionSpec | null => shiftItems(state, -1)

function shiftItems(state: EditorState, direction: 1 | -1): TransactionSpec | null {
  const lines = selectedLines(state)
  const [first] = lines
  const item = first && readItem(first)
  if (!first || !item) return null
  const step = direction === 1 ? stepIn(state, first, item) : -stepOut(state, first, item)
  const all = [...lines, ...hangingLines(state, lines.at(-1) ?? first, item)]
  const shifted = all.filter(({ text }) => text.trim() !== '')
  const changes = shifted.map(line => shiftLine(line, step))
  const renumbered = renumber(first, step)
  return {
    changes: renumbered ? [...changes, renumbered] : changes,
    userEvent: direction === 1 ? 'input.indent' : 'delete.dedent',
    scrollIntoView: true,
  }
}

function selectedLines(state: EditorState): Line[] {
  const { from, to } = state.selection.main
  const first = state.doc.lineAt(from).number
  const last = state.doc.lineAt(to).number
  return Array.from({ length: last - first + 1 }, (_, index) => state.doc.line(first + index))
}

function readItem({ text }: Line): Item | null {
  const match = ITEM.exec(text)
  if (!match) return null
  const [, indent = '', marker = '', space = ''] = match
  const width = Math.min(Math.max(space.length, 1), 4)
  return { indent: indent.length, content: indent.length + marker.length + width }
}

// An item may stand under the one before it, never deeper.
function stepIn(state: EditorState, line: Line, item: Item): number {
  for (let number = line.number - 1; number > 0; number -= 1) {
    const before = readItem(state.doc.line(number))
    if (before && before.indent <= item.indent) return before.content - item.indent
    if (!before && isOutside(state.doc.line(number))) return 0
  }
  return 0
}

function stepOut(state: EditorState, line: Line, item: Item): number {
  for (let number = line.number - 1; number > 0; number -= 1) {
    const before = readItem(state.doc.line(number))
    if (before && before.indent < item.indent) return item.indent - before.indent
  }
  return item.indent
}

const isOutside = ({ text }: Line): boolean => /^\S/.test(text)

// The lines after an item that are deeper than it belong to it.
function hangingLines(state: EditorState, last: Line, item: Item): Line[] {
  const lines: Line[] = []
  for (let number = last.number + 1; number <= state.doc.lines; number += 1) {
    const line = state.doc.line(number)
    const depth = line.text.search(/\S/)
    if (depth !== -1 && depth <= item.indent) break
    lines.push(line)
  }
  return lines
}

function shiftLine({ from, text }: Line, step: number): ChangeSpec {
  if (step >= 0) return { from, insert: ' '.repeat(step) }
  const indent = Math.max(0, text.search(/\S/))
  return { from, to: from + Math.min(-step, indent) }
}

// A numbered item begins a list of its own under another.
function renumber({ from, text }: Line, step: number): ChangeSpec | null {
  const match = /^(\s*)(\d{1,9})[.)]/.exec(text)
  if (step <= 0 || !match) return null
  const [, indent = '', number = ''] = match
  const start = from + indent.length
  return { from: start, to: start + number.length, insert: '1' }
}
