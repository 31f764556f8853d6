import { EditorSelection, type EditorState, type SelectionRange } from '@codemirror/state'
import type { ChangeSpec, TransactionSpec } from '@codemirror/state'
import { findAround } from './language.ts'

/** What stands before and after words to change how they look. */
export type Mark = '**' | '*' | '~~' | '`'

type Span = { from: number; to: number }

type Edited = { changes: ChangeSpec[]; range: SelectionRange }

const NODES: Record<Mark, string> = {
  '**': 'StrongEmphasis',
  '*': 'Emphasis',
  '~~': 'Strikethrough',
  '`': 'InlineCode',
}

// What makes a line a heading, a quote or an item stays outside what is marked.
const BLOCK_START = /^\s*(?:(?:>|[-+*]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?|#{1,6}\s+)*/

/** Marks the selected words, or takes the mark from them; without a selection, the word or what is typed next. */
export function toggleMark(state: EditorState, mark: Mark): TransactionSpec {
  return {
    ...state.changeByRange(range =>
      range.empty ? toggleAtCaret(state, range.head, mark) : toggleSelected(state, range, mark),
    ),
    userEvent: 'input.format',
    scrollIntoView: true,
  }
}

/** True if a place or a whole selection has the mark already. */
export const isMarked = (state: EditorState, span: Span, mark: Mark): boolean =>
  findMarked(state, span, mark) !== null || hasMark(state, span, mark)

function toggleAtCaret(state: EditorState, pos: number, mark: Mark): Edited {
  const { length } = mark
  const caret = { from: pos, to: pos }
  if (hasOuterMark(state, caret, mark)) return unwrap(state, caret, mark)
  const marked = findMarked(state, caret, mark)
  // Before the closing mark, the same key leads out of it.
  if (marked?.to === pos) return { changes: [], range: EditorSelection.cursor(pos + length) }
  if (marked) return caretAt(unwrap(state, marked, mark), pos - marked.from)
  const word = state.wordAt(pos)
  if (word) return caretAt(wrap(word, mark), pos - word.from)
  const changes = [{ from: pos, insert: mark + mark }]
  return { changes, range: EditorSelection.cursor(pos + length) }
}

const caretAt = ({ changes, range }: Edited, offset: number): Edited => ({
  changes,
  range: EditorSelection.cursor(range.from + offset),
})

function toggleSelected(state: EditorState, range: SelectionRange, mark: Mark): Edited {
  const marked = findMarked(state, range, mark)
  if (marked) return unwrap(state, marked, mark)
  const spans = listSpans(state, range)
  const take = spans.every(span => hasMark(state, span, mark))
  const edits = spans
    .filter(span => take || !hasMark(state, span, mark))
    .map(span => (take ? unwrap(state, span, mark) : wrap(span, mark)))
  const changes = edits.flatMap(edit => edit.changes)
  if (spans.length === 1 && edits[0]) return { changes, range: edits[0].range }
  const set = state.changes(changes)
  return {
    changes,
    range: EditorSelection.range(set.mapPos(range.from, -1), set.mapPos(range.to, 1)),
  }
}

// A mark ends with its paragraph, so each selected line gets its own.
function listSpans(state: EditorState, { from, to }: Span): Span[] {
  const spans: Span[] = []
  for (let pos = from; pos <= to;) {
    const line = state.doc.lineAt(pos)
    const lead = BLOCK_START.exec(line.text)?.[0].length ?? 0
    const start = Math.max(from, line.from + lead)
    const text = state.sliceDoc(start, Math.max(start, Math.min(to, line.to)))
    const trimmed = text.trim()
    const begin = start + text.indexOf(trimmed)
    if (trimmed !== '') spans.push({ from: begin, to: begin + trimmed.length })
    pos = line.to + 1
  }
  return spans
}

function wrap({ from, to }: Span, mark: Mark): Edited {
  const { length } = mark
  return {
    changes: [
      { from, insert: mark },
      { from: to, insert: mark },
    ],
    range: EditorSelection.range(from + length, to + length),
  }
}

function unwrap(state: EditorState, { from, to }: Span, mark: Mark): Edited {
  const { length } = mark
  if (hasOuterMark(state, { from, to }, mark)) {
    const changes = [
      { from: from - length, to: from },
      { from: to, to: to + length },
    ]
    return { changes, range: EditorSelection.range(from - length, to - length) }
  }
  const changes = [
    { from, to: from + length },
    { from: to - length, to },
  ]
  return { changes, range: EditorSelection.range(from, to - 2 * length) }
}

const hasMark = (state: EditorState, span: Span, mark: Mark): boolean =>
  hasOuterMark(state, span, mark) || hasInnerMark(state, span, mark)

function hasOuterMark(state: EditorState, { from, to }: Span, mark: Mark): boolean {
  return isMarkRun(runBefore(state, from, mark), mark) && isMarkRun(runAfter(state, to, mark), mark)
}

function hasInnerMark(state: EditorState, { from, to }: Span, mark: Mark): boolean {
  if (to - from < 2 * mark.length + 1) return false
  return isMarkRun(runAfter(state, from, mark), mark) && isMarkRun(runBefore(state, to, mark), mark)
}

// In `***both***` the run of three holds the one and the two.
function isMarkRun(length: number, mark: Mark): boolean {
  if (mark === '*') return length % 2 === 1
  return mark === '`' ? length === 1 : length >= 2
}

function runBefore(state: EditorState, pos: number, mark: Mark): number {
  const text = state.sliceDoc(Math.max(0, pos - 4), pos)
  return text.length - text.replace(new RegExp(`[${mark.charAt(0)}]+$`), '').length
}

function runAfter(state: EditorState, pos: number, mark: Mark): number {
  const text = state.sliceDoc(pos, pos + 4)
  return text.length - text.replace(new RegExp(`^[${mark.charAt(0)}]+`), '').length
}

// What is between the marks around a place.
function findMarked(state: EditorState, { from, to }: Span, mark: Mark): Span | null {
  const node = findAround(state, from, [NODES[mark]])
  if (!node) return null
  const inner = { from: node.from + mark.length, to: node.to - mark.length }
  return inner.from <= from && to <= inner.to ? inner : null
}
