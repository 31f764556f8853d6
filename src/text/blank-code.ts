import { followFence } from './excerpt.ts'

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

function blankSpans(line: string): string {
  return line.replace(/`+[^`]*`+/gu, span => ' '.repeat(span.length))
}
