import type { ChangeSpec, EditorState, Line, TransactionSpec } from '@codemirror/state'

/** What a line of text can be made. */
export type Block = 'heading' | 'quote' | 'bullets' | 'numbers' | 'tasks'

type Lead = { from: number; to: number; insert: string }

const LEAD = /^(\s*)(?:[-+*]\s+\[[ xX]\]\s+|[-+*]\s+|\d{1,9}[.)]\s+)?/
const HEADING = /^(#{1,6})\s+/
const QUOTE = /^>\s?/

const IS: Record<Block, RegExp> = {
  heading: HEADING,
  quote: QUOTE,
  bullets: /^\s*[-+*]\s+(?!\[[ xX]\]\s)/,
  numbers: /^\s*\d{1,9}[.)]\s/,
  tasks: /^\s*[-+*]\s+\[[ xX]\]\s/,
}

/** Makes the selected lines a quote or items of a list, or takes that from them. */
export function toggleBlock(state: EditorState, block: Exclude<Block, 'heading'>): TransactionSpec {
  const lines = selectedLines(state)
  const take = lines.every(({ text }) => IS[block].test(text))
  const changes = lines.map((line, index) => {
    if (block === 'quote') return changeQuote(line, take)
    const marker = { bullets: '- ', numbers: `${index + 1}. `, tasks: '- [ ] ' }[block]
    return changeLead(line, indent => (take ? indent : indent + marker))
  })
  return withCarets(state, changes)
}

/** One step through the headings that a post has: none, second, third, fourth, none. */
export function cycleHeading(state: EditorState): TransactionSpec {
  const lines = selectedLines(state)
  const level = HEADING.exec(lines[0]?.text ?? '')?.[1]?.length ?? 0
  const next = level === 0 ? 2 : (level + 1) % 5
  return withCarets(
    state,
    lines.map(line => {
      const length = HEADING.exec(line.text)?.[0].length ?? 0
      const insert = next === 0 ? '' : `${'#'.repeat(next)} `
      return { from: line.from, to: line.from + length, insert }
    }),
  )
}

/** True if the line of the caret is such a block. */
export const isBlock = (state: EditorState, block: Block): boolean =>
  IS[block].test(state.doc.lineAt(state.selection.main.head).text)

/** A block of its own at the caret's line, between empty lines; `select` says what of it is then selected. */
export function insertBlock(
  state: EditorState,
  text: string,
  select: { from: number; to: number },
): TransactionSpec {
  const { from, to } = state.selection.main
  const before = state.sliceDoc(Math.max(0, from - 2), from)
  const after = state.sliceDoc(to, to + 2)
  const lead = from === 0 || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  const trail = after === '' ? '\n' : '\n\n'.slice(0, 2 - leadingBreaks(after))
  const start = from + lead.length
  return {
    changes: { from, to, insert: lead + text + trail },
    selection: { anchor: start + select.from, head: start + select.to },
    userEvent: 'input.format',
    scrollIntoView: true,
  }
}

const leadingBreaks = (text: string): number => /^\n*/.exec(text)?.[0].length ?? 0

// Empty lines between paragraphs stay empty; a single one becomes the first item.
function selectedLines(state: EditorState): Line[] {
  const { from, to } = state.selection.main
  const first = state.doc.lineAt(from).number
  const last = state.doc.lineAt(to).number
  const lines = Array.from({ length: last - first + 1 }, (_, index) =>
    state.doc.line(first + index),
  )
  const filled = lines.filter(({ text }) => text.trim() !== '')
  return filled.length === 0 ? lines.slice(0, 1) : filled
}

function changeLead({ from, text }: Line, insertAfter: (indent: string) => string): Lead {
  const [lead = '', indent = ''] = LEAD.exec(text) ?? []
  return { from, to: from + lead.length, insert: insertAfter(indent) }
}

function changeQuote({ from, text }: Line, take: boolean): Lead {
  const length = take ? (QUOTE.exec(text)?.[0].length ?? 0) : 0
  return { from, to: from + length, insert: take ? '' : '> ' }
}

// The caret stays with its words, also when they begin where the marker is put.
function withCarets(state: EditorState, changes: ChangeSpec[]): TransactionSpec {
  const set = state.changes(changes)
  const { anchor, head } = state.selection.main
  return {
    changes: set,
    selection: { anchor: set.mapPos(anchor, 1), head: set.mapPos(head, 1) },
    userEvent: 'input.format',
    scrollIntoView: true,
  }
}
