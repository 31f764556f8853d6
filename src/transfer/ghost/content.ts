import type { Root } from 'hast'
import { mark } from '../../i18n/translate.ts'
import { blankCode } from '../../text/blank-code.ts'
import { collectNotes, type AddNote, type Converted } from '../html/notes.ts'
import { treeToMarkdown } from '../html/to-markdown.ts'
import { parseHtml } from '../html/tree.ts'
import { fieldOf, parseJson } from './json.ts'
import { readLexical } from './lexical.ts'
import { readMobiledoc } from './mobiledoc.ts'

/** What Ghost keeps of a text: in the form of its present editor, in that of the one before, or what became of it. */
export type GhostText = { lexical: string; mobiledoc: string; html: string }

/** Stands in exports for the address of the blog. */
export const GHOST_URL = /__GHOST_URL__/gu

/** The text of a post of Ghost as Markdown. */
export function ghostToMarkdown(text: GhostText): Converted {
  const { notes, add } = collectNotes()
  const markdown = treeToMarkdown(readText(text, add), add)
  if (/<(?:script|iframe|object|embed|form|style|svg)\b/iu.test(blankCode(markdown))) {
    add(mark('This HTML stays in the text, but readers do not see it: it is not safe.'))
  }
  return { markdown: markdown.replace(GHOST_URL, ''), notes }
}

function readText({ lexical, mobiledoc, html }: GhostText, say: AddNote): Root {
  const present = lexical === '' ? null : parseJson(lexical)
  if (fieldOf(present, 'root') !== undefined) return readLexical(present, say)
  const former = mobiledoc === '' ? null : parseJson(mobiledoc)
  if (fieldOf(former, 'sections') !== undefined) return readMobiledoc(former, say)
  return parseHtml(html)
}
