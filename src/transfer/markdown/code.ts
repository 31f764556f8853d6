import { followFence } from '../../text/excerpt.ts'

/** A Markdown text in which everything inside code is blank, each other character standing where it stood. */
export function blankCode(body: string): string {
  let fence = ''
  const lines = body.split('\n').map(line => {
    const before = fence
    fence = followFence(before, line)
    return before === '' && fence === '' ? blankSpans(line) : ' '.repeat(line.length)
  })
  return lines.join('\n')
}

/** The number of the line in which the character at `index` stands, from 1. */
export function lineAt(text: string, index: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1))
    line += 1
  return line
}

function blankSpans(line: string): string {
  return line.replace(/`+[^`]*`+/gu, span => ' '.repeat(span.length))
}
