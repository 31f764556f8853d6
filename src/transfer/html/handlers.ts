import type { Element } from 'hast'
import { toString } from 'hast-util-to-string'
import type { Html, Nodes } from 'mdast'
import type { Options } from 'rehype-remark'
import { textWithBreaks } from './code.ts'
import { writeKept, writeOpening } from './kept-html.ts'
import { attribute, classesOf, FOOTNOTE, FOOTNOTE_MARK, isElement, KEPT, MARKDOWN } from './tree.ts'

type Handlers = NonNullable<Options['handlers']>
type Handle = NonNullable<Handlers[string]>

// They have no form in Markdown, which lets them stand in a line.
const INLINE = 'sup sub kbd samp var mark abbr small ins u cite dfn'.split(' ')
const WHOLE = 'video audio dl'.split(' ')

/** How elements become Markdown where the ordinary way would lose something. */
export function markdownHandlers(): Handlers {
  return {
    ...Object.fromEntries(INLINE.map(name => [name, keepMarks])),
    ...Object.fromEntries(WHOLE.map(name => [name, keepWhole])),
    ruby: keepInline,
    [KEPT]: (_state, { children: [only] }) => (isElement(only) ? html(writeKept(only)) : undefined),
    figure: keepFigure,
    details: keepDetails,
    pre: drawCode,
    code: drawInlineCode,
    tt: drawInlineCode,
    [MARKDOWN]: (_state, node) =>
      'dataInline' in node.properties ? inlineHtml(toString(node)) : html(toString(node)),
    [FOOTNOTE_MARK]: (_state, node) => footnoteMark(node),
    [FOOTNOTE]: (state, node) => ({
      type: 'footnoteDefinition',
      identifier: attribute(node, 'number'),
      children: state.toFlow(state.all(node)),
    }),
  }
}

const html = (value: string): Html => ({ type: 'html', value })

/** HTML within a line. Its own type, as `html` counts as a block and would end the line. */
export const INLINE_HTML = 'textDirective'

const inlineHtml = (value: string): Nodes => ({ type: INLINE_HTML, value }) as unknown as Nodes

const keepMarks: Handle = (state, node): Nodes[] => [
  inlineHtml(writeOpening(node)),
  ...state.all(node),
  inlineHtml(`</${node.tagName}>`),
]

const keepInline: Handle = (_state, node) => inlineHtml(writeKept(node))

const keepWhole: Handle = (_state, node) => html(writeKept(node))

const keepFigure: Handle = (state, node) =>
  'dataKept' in node.properties ? html(writeKept(node)) : state.toFlow(state.all(node))

// Between its tags, with empty lines around, Markdown is read as Markdown.
const keepDetails: Handle = (state, node): Nodes[] => {
  const [summary] = node.children.filter(
    child => child.type === 'element' && child.tagName === 'summary',
  ) as Element[]
  const rest = { ...node, children: node.children.filter(child => child !== summary) }
  const opening = writeOpening(node)
  const title = summary ? writeKept(summary) : ''
  return [html(`${opening}${title}`), ...state.toFlow(state.all(rest)), html('</details>')]
}

const drawCode: Handle = (_state, node) => {
  const language = classesOf(node)
    .find(name => name.startsWith('language-'))
    ?.slice(9)
  return { type: 'code', lang: language ?? null, value: textWithBreaks(node) }
}

const drawInlineCode: Handle = (_state, node) => ({
  type: 'inlineCode',
  value: textWithBreaks(node).replace(/\s*\n\s*/gu, ' '),
})

function footnoteMark(node: Element): Nodes {
  const number = attribute(node, 'number')
  return { type: 'footnoteReference', identifier: number, label: number }
}
