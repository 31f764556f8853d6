import { Language, languageDataProp, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { markdownLanguage } from '@codemirror/lang-markdown'
import type { EditorState, Extension } from '@codemirror/state'
import { tagHighlighter, tags } from '@lezer/highlight'
import { GFM, parser } from '@lezer/markdown'

/** Any node of the parsed text. */
export type SyntaxNode = ReturnType<ReturnType<typeof syntaxTree>['resolveInner']>

/**
 * The Markdown that the server renders: CommonMark and GFM, and nothing that it would leave as it is.
 * Footnotes look like definitions of links, whose words would be taken for an address.
 */
export const language = new Language(
  markdownLanguage.data,
  parser.configure([
    GFM,
    { remove: ['LinkReference'] },
    { props: [languageDataProp.add({ Document: markdownLanguage.data })] },
  ]),
  [],
  'markdown',
)

/** Names the parts of the text for the style sheet. */
export function colours(): Extension {
  return syntaxHighlighting(
    tagHighlighter([
      { tag: tags.heading, class: 'md-heading' },
      { tag: tags.strong, class: 'md-strong' },
      { tag: tags.emphasis, class: 'md-emphasis' },
      { tag: tags.strikethrough, class: 'md-strike' },
      { tag: tags.link, class: 'md-link' },
      { tag: tags.url, class: 'md-url' },
      { tag: tags.monospace, class: 'md-code' },
      { tag: tags.comment, class: 'md-comment' },
      { tag: tags.labelName, class: 'md-label' },
      { tag: tags.string, class: 'md-label' },
      { tag: tags.atom, class: 'md-task' },
      { tag: tags.character, class: 'md-escape' },
      { tag: tags.contentSeparator, class: 'md-mark' },
      { tag: tags.processingInstruction, class: 'md-mark' },
    ]),
  )
}

/** The nearest part of the text around a place that has one of these names. */
export function findAround(state: EditorState, pos: number, names: string[]): SyntaxNode | null {
  for (const side of [-1, 1] as const) {
    let node: SyntaxNode | null = syntaxTree(state).resolveInner(pos, side)
    while (node && !names.includes(node.name)) node = node.parent
    if (node) return node
  }
  return null
}
