import { redo, undo } from '@codemirror/commands'
import { openSearchPanel } from '@codemirror/search'
import type { EditorState, TransactionSpec } from '@codemirror/state'
import type { Command } from '@codemirror/view'
import { cycleHeading, insertBlock, isBlock, toggleBlock } from './blocks.ts'
import { insertLink } from './links.ts'
import { isMarked, toggleMark } from './marks.ts'
import { addColumn, addRow, alignColumn, insertTable, isInTable } from './tables.ts'
import { removeColumn, removeRow } from './tables.ts'

/** Something that a button or a key does to the text; `isOn` says whether it is so where the caret is. */
export type Deed = { run: Command; isOn?: (state: EditorState) => boolean }

type Edit = (state: EditorState) => TransactionSpec | null

/** Makes a command of a function that gives the change, or null where there is nothing to change. */
export const commandOf =
  (edit: Edit): Command =>
  view => {
    const change = edit(view.state)
    if (change) view.dispatch(change)
    return change !== null
  }

/** What changes the text, by the names that the buttons carry. */
export const TEXT_DEEDS: Readonly<Record<string, Deed>> = {
  bold: signDeed('**'),
  italic: signDeed('*'),
  strike: signDeed('~~'),
  code: signDeed('`'),
  heading: { run: commandOf(cycleHeading), isOn: state => isBlock(state, 'heading') },
  quote: block('quote'),
  bullets: block('bullets'),
  numbers: block('numbers'),
  tasks: block('tasks'),
  link: { run: commandOf(insertLink) },
  'code-block': { run: commandOf(insertCode) },
  line: { run: commandOf(state => insertBlock(state, '---', { from: 3, to: 3 })) },
  footnote: { run: commandOf(insertFootnote) },
  more: { run: commandOf(state => insertBlock(state, '<!-- more -->', { from: 13, to: 13 })) },
  table: { run: commandOf(insertTable), isOn: isInTable },
  'align-start': { run: commandOf(state => alignColumn(state, 'left')) },
  'align-center': { run: commandOf(state => alignColumn(state, 'center')) },
  'align-end': { run: commandOf(state => alignColumn(state, 'right')) },
  'add-row': { run: commandOf(addRow) },
  'add-column': { run: commandOf(addColumn) },
  'remove-row': { run: commandOf(removeRow) },
  'remove-column': { run: commandOf(removeColumn) },
  find: { run: openSearchPanel },
  back: { run: undo },
  again: { run: redo },
}

function signDeed(sign: '**' | '*' | '~~' | '`'): Deed {
  return {
    run: commandOf(state => toggleMark(state, sign)),
    isOn: state => isMarked(state, state.selection.main, sign),
  }
}

function block(kind: 'quote' | 'bullets' | 'numbers' | 'tasks'): Deed {
  return {
    run: commandOf(state => toggleBlock(state, kind)),
    isOn: state => isBlock(state, kind),
  }
}

function insertCode(state: EditorState): TransactionSpec {
  const { from, to } = state.selection.main
  const code = state.sliceDoc(from, to)
  const fence = code.includes('```') ? '~~~' : '```'
  return insertBlock(state, `${fence}\n${code}\n${fence}`, { from: 3, to: 3 })
}

// The mark at the caret, the note at the end of the text, ready to be written.
function insertFootnote(state: EditorState): TransactionSpec {
  const { head } = state.selection.main
  const used = state.doc.toString().match(/\[\^\d+\]/g) ?? []
  const next = Math.max(0, ...used.map(each => Number(each.slice(2, -1)))) + 1
  const sign = `[^${next}]`
  const end = state.doc.length
  const lead = state.sliceDoc(Math.max(0, end - 2), end).endsWith('\n\n') ? '' : '\n\n'
  const note = `${lead}${sign}: `
  return {
    changes: [
      { from: head, insert: sign },
      { from: end, insert: note },
    ],
    selection: { anchor: end + sign.length + note.length },
    userEvent: 'input.format',
    scrollIntoView: true,
  }
}
