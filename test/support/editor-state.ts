import { ensureSyntaxTree } from '@codemirror/language'
import { EditorState, type TransactionSpec } from '@codemirror/state'
import { language } from '../../src/client/editor/language.ts'

const PARSE_MS = 5_000

/** A text in the editor: `‸` is the caret, or `‹` and `›` stand around what is selected. */
export function editorState(marked: string): EditorState {
  const doc = marked.replace(/[‸‹›]/g, '')
  const anchor = Math.max(0, marked.search(/[‸‹]/))
  const head = marked.includes('›') ? marked.indexOf('›') - 1 : anchor
  const state = EditorState.create({ doc, selection: { anchor, head }, extensions: [language] })
  ensureSyntaxTree(state, doc.length, PARSE_MS)
  return state
}

/** The text after a change, with its caret or selection marked; null when there was no change to make. */
export function changedText(state: EditorState, change: TransactionSpec | null): string | null {
  if (!change) return null
  const next = state.update(change).state
  const { from, to } = next.selection.main
  const text = next.doc.toString()
  if (from === to) return `${text.slice(0, from)}‸${text.slice(from)}`
  return `${text.slice(0, from)}‹${text.slice(from, to)}›${text.slice(to)}`
}
