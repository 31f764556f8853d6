/**
 * One line of a CSV file (RFC 4180). A cell that a spreadsheet would take for a formula begins with
 * an apostrophe: what people typed is never run.
 */
export function writeCsvLine(cells: readonly string[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`
}

const FORMULA = /^[=+\-@\t\r]/u

function writeCell(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
