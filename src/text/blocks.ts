/** A paragraph of Markdown, or what must stay whole: a fenced block of code or mathematics, a table. */
export type Block = {
  text: string
  /** The line ends and blank lines that follow it. */
  gap: string
  isWhole: boolean
}

export type Blocks = { start: string; blocks: Block[] }

/** Takes a text apart at its blank lines; `start` and all texts and gaps in their order are the text again. */
export function splitBlocks(text: string): Blocks {
  const lines = text.match(/[^\n]*\n|[^\n]+$/gu) ?? []
  const blocks: Block[] = []
  let start = ''
  let at = 0
  while (at < lines.length) {
    const end = isBlank(lines[at]) ? at : findEnd(lines, at)
    const gapEnd = skipBlank(lines, end)
    const block = readBlock(lines.slice(at, end), lines.slice(end, gapEnd).join(''))
    if (block) blocks.push(block)
    else start += lines.slice(at, gapEnd).join('')
    at = gapEnd
  }
  return { start, blocks }
}

/** The text of some blocks, without what follows the last. */
export function joinBlocks(blocks: Block[]): string {
  const last = blocks.at(-1)
  const before = blocks.slice(0, -1).map(({ text, gap }) => text + gap)
  return before.join('') + (last?.text ?? '')
}

const FENCE = /^[ \t>]*(`{3,}|~{3,}|\$\$)(?!.*\1)/u
const TABLE_RULE = /^[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?$/u

const isBlank = (line: string | undefined): boolean => line?.trim() === ''

function skipBlank(lines: string[], from: number): number {
  let at = from
  while (at < lines.length && isBlank(lines[at])) at += 1
  return at
}

// A fence that stands at the beginning of a block reaches to its end, over blank lines; any other
// begins a block of its own.
function findEnd(lines: string[], from: number): number {
  const fence = FENCE.exec(lines[from] ?? '')?.[1]
  if (fence !== undefined) return findFenceEnd(lines, from + 1, fence)
  let at = from + 1
  while (at < lines.length && !isBlank(lines[at]) && !FENCE.test(lines[at] ?? '')) at += 1
  return at
}

function findFenceEnd(lines: string[], from: number, fence: string): number {
  const isEnd = (line: string) => {
    const text = line.replace(/^[ \t>]*/u, '').trimEnd()
    return text.startsWith(fence) && text === fence.charAt(0).repeat(text.length)
  }
  let at = from
  while (at < lines.length && !isEnd(lines[at] ?? '')) at += 1
  return Math.min(at + 1, lines.length)
}

function readBlock(lines: string[], gap: string): Block | null {
  const whole = lines.join('')
  const text = whole.trimEnd()
  if (text === '') return null
  const isTable = lines.some(line => line.includes('|') && TABLE_RULE.test(line.trimEnd()))
  return {
    text,
    gap: whole.slice(text.length) + gap,
    isWhole: isTable || FENCE.test(lines[0] ?? ''),
  }
}
