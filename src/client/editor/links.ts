import type { EditorState, TransactionSpec } from '@codemirror/state'
import { findAround } from './language.ts'

const URL_TEXT = /^(?:https?:\/\/|mailto:|www\.)[^\s<>]+$/i
const NO_LINKS_HERE = [
  'FencedCode',
  'CodeBlock',
  'InlineCode',
  'HTMLBlock',
  'HTMLTag',
  'Link',
  'URL',
]
const PLACEHOLDER = 'https://'

/** The address that a pasted text is, or null if it is anything else. */
export function readAddress(text: string): string | null {
  const address = text.trim()
  if (!URL_TEXT.test(address)) return null
  return address.toLowerCase().startsWith('www.') ? `https://${address}` : address
}

/** An address pasted over selected words makes a link of them; null where it is to be pasted as it is. */
export function linkSelection(state: EditorState, pasted: string): TransactionSpec | null {
  const { main } = state.selection
  const address = readAddress(pasted)
  const words = state.sliceDoc(main.from, main.to)
  const isPlain = main.empty || words.includes('\n') || words.trim() === ''
  if (address === null || isPlain || readAddress(words) !== null || words === PLACEHOLDER)
    return null
  if (findAround(state, main.from, NO_LINKS_HERE)) return null
  const link = writeLink(words, address)
  return {
    changes: { from: main.from, to: main.to, insert: link },
    selection: { anchor: main.from + link.length },
    userEvent: 'input.paste',
    scrollIntoView: true,
  }
}

/** A link of the selected words with its address selected to be typed; on a link, its address is selected. */
export function insertLink(state: EditorState): TransactionSpec {
  const { main } = state.selection
  const link = findAround(state, main.head, ['Link', 'Image'])
  const url = link?.getChild('URL')
  if (url) return { selection: { anchor: url.from, head: url.to }, scrollIntoView: true }
  const words = state.sliceDoc(main.from, main.to)
  const address = readAddress(words)
  const text = address === null ? words : ''
  const insert = writeLink(text, address ?? PLACEHOLDER)
  const start = main.from + text.length + 3
  const selection =
    text === ''
      ? { anchor: main.from + 1 }
      : { anchor: start, head: start + (address ?? PLACEHOLDER).length }
  return {
    changes: { from: main.from, to: main.to, insert },
    selection,
    userEvent: 'input.format',
    scrollIntoView: true,
  }
}

/** A link, or with `!` before it an image, in Markdown. */
export function writeLink(text: string, address: string): string {
  const isSimple = /^[^\s()<>]*$/.test(address) || isBalanced(address)
  const target = isSimple ? address : `<${address.replaceAll('<', '%3C').replaceAll('>', '%3E')}>`
  return `[${escapeBrackets(text)}](${target})`
}

const isBalanced = (address: string): boolean =>
  /^[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*$/.test(address)

// Brackets in pairs are allowed in the text of a link.
function escapeBrackets(text: string): string {
  if (/^[^[\]]*(?:\[[^[\]]*\][^[\]]*)*$/.test(text)) return text
  return text.replace(/(?<!\\)[[\]]/g, String.raw`\$&`)
}
