/** How the cells of a column stand; '' as the reader's browser does it. */
export type Align = '' | 'left' | 'center' | 'right'

/** A table: its rows of cells, the head first, and how each column stands. */
export type Table = { rows: string[][]; aligns: Align[] }

const RULE_CELL = /^\s*(:?)-+(:?)\s*$/

// Cells longer than this are not padded, else one long cell would make every line of the table long.
const MAX_PADDED = 40

/** Reads the lines of a table; null if they are none. */
export function readTable(lines: string[]): Table | null {
  const [head, rule, ...rest] = lines.map(splitRow)
  if (!head || !rule || rule.length === 0 || !rule.every(cell => RULE_CELL.test(cell))) return null
  const columns = Math.max(head.length, rule.length)
  const rows = [head, ...rest].map(row => fillRow(row, columns))
  return { rows, aligns: fillRow(rule, columns).map(readAlign) }
}

/** Writes a table with its columns one under another. */
export function writeTable({ rows, aligns }: Table): string[] {
  const widths = aligns.map((_, column) =>
    Math.min(MAX_PADDED, Math.max(3, ...rows.map(row => widthOf(row[column] ?? '')))),
  )
  const [head = '', ...rest] = rows.map(row =>
    joinCells(row.map((cell, column) => pad(cell, widths[column] ?? 3, aligns[column] ?? ''))),
  )
  const rule = joinCells(aligns.map((align, column) => writeRule(align, widths[column] ?? 3)))
  return [head, rule, ...rest]
}

/** Where each cell of a written row begins and ends, its padding left out. */
export function cellSpans(line: string): { from: number; to: number }[] {
  const cells = splitRow(line)
  const spans: { from: number; to: number }[] = []
  let pos = /^\s*\|?/.exec(line)?.[0].length ?? 0
  for (const cell of cells) {
    const lead = cell.trim() === '' ? 1 : cell.search(/\S/)
    const from = Math.min(pos + lead, line.length)
    spans.push({ from, to: Math.min(from + cell.trim().length, line.length) })
    pos += cell.length + 1
  }
  return spans
}

/** The columns that a text takes on a screen: Chinese and emoji take two. */
export function widthOf(text: string): number {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : 1
  return width
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u

// A bar after a backslash is text.
function splitRow(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  if (inner === '' && !line.includes('|')) return []
  return inner.split(/(?<!\\)\|/)
}

function fillRow(row: string[], columns: number): string[] {
  const cells = row.slice(0, columns).map(cell => cell.trim())
  return [...cells, ...Array.from({ length: columns - cells.length }, () => '')]
}

function readAlign(cell: string): Align {
  const [, before, after] = RULE_CELL.exec(cell) ?? []
  if (before && after) return 'center'
  if (before) return 'left'
  return after ? 'right' : ''
}

function writeRule(align: Align, width: number): string {
  const before = align === 'left' || align === 'center' ? ':' : '-'
  const after = align === 'right' || align === 'center' ? ':' : '-'
  return before + '-'.repeat(width - 2) + after
}

function pad(cell: string, width: number, align: Align): string {
  const space = Math.max(0, width - widthOf(cell))
  if (align === 'right') return ' '.repeat(space) + cell
  if (align !== 'center') return cell + ' '.repeat(space)
  const before = Math.floor(space / 2)
  return ' '.repeat(before) + cell + ' '.repeat(space - before)
}

const joinCells = (cells: string[]): string => `| ${cells.join(' | ')} |`
