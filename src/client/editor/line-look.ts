import { syntaxTree } from '@codemirror/language'
import { RangeSetBuilder, type EditorState, type Extension } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin } from '@codemirror/view'
import type { DecorationSet, ViewUpdate } from '@codemirror/view'
import type { SyntaxNode } from './language.ts'

const CLASSES: Readonly<Record<string, string>> = {
  ATXHeading1: 'md-line-h1',
  SetextHeading1: 'md-line-h1',
  ATXHeading2: 'md-line-h2',
  SetextHeading2: 'md-line-h2',
  ATXHeading3: 'md-line-h3',
  ATXHeading4: 'md-line-h3',
  ATXHeading5: 'md-line-h3',
  ATXHeading6: 'md-line-h3',
  Blockquote: 'md-line-quote',
  FencedCode: 'md-line-code',
  CodeBlock: 'md-line-code',
  HTMLBlock: 'md-line-code',
  Table: 'md-line-table',
}

/** Gives the lines in sight their class, and each its own direction, so that right-to-left text stands right. */
export function lineLook(): Extension {
  const plugin = ViewPlugin.define(
    view => ({
      decorations: decorate(view),
      update(update: ViewUpdate) {
        const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state)
        if (update.docChanged || update.viewportChanged || update.selectionSet || isParsed) {
          this.decorations = decorate(update.view)
        }
      },
    }),
    { decorations: value => value.decorations },
  )
  return [plugin, EditorView.perLineTextDirection.of(true)]
}

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  const { state } = view
  const near = paragraphAt(state)
  for (const { from, to } of view.visibleRanges) {
    const classes = findClasses(state, from, to)
    for (let pos = from; pos <= to;) {
      const line = state.doc.lineAt(pos)
      const isNear = line.number >= near.from && line.number <= near.to
      const look = [classes.get(line.from), isNear ? 'is-near' : undefined].filter(Boolean)
      const attributes = { dir: 'auto', ...(look.length > 0 ? { class: look.join(' ') } : {}) }
      builder.add(line.from, line.from, Decoration.line({ attributes }))
      pos = line.to + 1
    }
  }
  return builder.finish()
}

function findClasses(state: EditorState, from: number, to: number): Map<number, string> {
  const classes = new Map<number, string>()
  syntaxTree(state).iterate({
    from,
    to,
    enter: node => {
      const name = CLASSES[node.name]
      if (name) addClass(classes, name, linesOf(state, node.node, { from, to }))
      return name === undefined || node.name === 'Blockquote'
    },
  })
  return classes
}

function addClass(classes: Map<number, string>, name: string, lines: number[]): void {
  for (const start of lines)
    classes.set(start, [classes.get(start), name].filter(Boolean).join(' '))
}

function linesOf(
  state: EditorState,
  node: SyntaxNode,
  shown: { from: number; to: number },
): number[] {
  const starts: number[] = []
  const end = Math.min(node.to, shown.to)
  for (let pos = Math.max(node.from, shown.from); pos <= end;) {
    const line = state.doc.lineAt(pos)
    starts.push(line.from)
    pos = line.to + 1
  }
  return starts
}

/** The lines of the paragraph that is being written. */
function paragraphAt(state: EditorState): { from: number; to: number } {
  const { number } = state.doc.lineAt(state.selection.main.head)
  const isFilled = (at: number) =>
    at >= 1 && at <= state.doc.lines && state.doc.line(at).text.trim() !== ''
  let [from, to] = [number, number]
  while (isFilled(number) && isFilled(from - 1) && number - from < MAX_NEAR) from -= 1
  while (isFilled(number) && isFilled(to + 1) && to - number < MAX_NEAR) to += 1
  return { from, to }
}

const MAX_NEAR = 200
