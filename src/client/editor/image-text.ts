import type { EditorState } from '@codemirror/state'

/** The line breaks that make an image a paragraph of its own at an end of a line; within a line it stands between words. */
export function separators(state: EditorState, pos: number): { before: string; after: string } {
  const line = state.doc.lineAt(pos)
  const before = line.text.slice(0, pos - line.from).trim()
  const after = line.text.slice(pos - line.from).trim()
  if (before !== '' && after !== '') return spaces(line.text, pos - line.from)
  const isListOrQuote = /^(?:[-+*>]|\d+[.)])(?:\s|$)/.test(before)
  if (isListOrQuote) return { before: '', after: '' }
  return { before: before === '' ? '' : '\n\n', after: after === '' ? '' : '\n\n' }
}

function spaces(text: string, at: number): { before: string; after: string } {
  const isSpace = (sign: string) => /\s/.test(sign)
  return {
    before: isSpace(text.charAt(at - 1)) ? '' : ' ',
    after: isSpace(text.charAt(at)) ? '' : ' ',
  }
}

/** Where the image with an address stands, the nearest to a place; null if it is gone. */
export function findImage(
  state: EditorState,
  url: string,
  near: number,
): { from: number; to: number } | null {
  const text = state.doc.toString()
  const end = `](${url})`
  const found = [...indexesOf(text, end)].map(at => ({
    from: openingOf(text, at),
    to: at + end.length,
  }))
  const images = found.filter(({ from }) => from >= 0)
  images.sort((one, other) => Math.abs(one.from - near) - Math.abs(other.from - near))
  return images[0] ?? null
}

function* indexesOf(text: string, part: string): Generator<number> {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) yield at
}

// Back over brackets in pairs and such as stand after a backslash.
function openingOf(text: string, end: number): number {
  let depth = 0
  for (let at = end - 1; at > 0; at -= 1) {
    const sign = text[at - 1] === '\\' ? '' : text.charAt(at)
    if (sign === '\n') return -1
    if (sign === '[' && depth === 0) return text[at - 1] === '!' ? at - 1 : -1
    depth += { ']': 1, '[': -1 }[sign] ?? 0
  }
  return -1
}
