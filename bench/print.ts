import type { Load } from './load.ts'
import type { PageResult } from './pages.ts'
import type { SearchResult } from './search.ts'
import { listTargets, type Measured } from './targets.ts'
import type { VocabularyResult } from './vocabulary.ts'

const KINDS = ['cached', '304', 'bare server', 'not cached']

/** A line for each page: how it is served in each way. */
export function printPages(results: PageResult[]): void {
  const row = (cells: string[]) => console.log(cells.map((cell, i) => pad(cell, i)).join(''))
  row(['page', 'KB', ...KINDS.flatMap(kind => [kind, '', ''])])
  row(['', '', ...KINDS.flatMap(() => ['req/s', 'p50 ms', 'p99 ms'])])
  for (const { name, bytes, cached, notModified, bare, uncached } of results) {
    const loads = [cached, notModified, bare, uncached]
    row([name, (bytes / 1024).toFixed(1), ...loads.flatMap(cellsOf)])
  }
}

// After the first two columns, each way has three.
function pad(cell: string, column: number): string {
  if (column === 0) return cell.padEnd(8)
  return cell.padStart(column % 3 === 2 ? 14 : 8)
}

function cellsOf({ perSecond, p50, p99 }: Load): string[] {
  return [perSecond.toFixed(0), p50.toFixed(2), p99.toFixed(2)]
}

/** A line for each kind of search, and how long reading takes meanwhile. */
export function printSearches(
  results: SearchResult[],
  meanwhile: { p50: number; p99: number },
): void {
  const row = (name: string, cells: string[]) =>
    console.log(name.padEnd(20) + cells.map(cell => cell.padStart(12)).join(''))
  row('search', ['p50 ms', 'p99 ms', 'of'])
  for (const { name, p50, p99, count } of results) {
    row(name, [p50.toFixed(1), p99.toFixed(1), String(count)])
  }
  row('reading meanwhile', [meanwhile.p50.toFixed(1), meanwhile.p99.toFixed(1)])
}

/** One line. */
export function printLoad(name: string, { perSecond, p50, p99 }: Load): void {
  console.log(
    `${name}: ${perSecond.toFixed(0)} transactions/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  )
}

/** A line for each change of the vocabulary. */
export function printVocabulary(results: VocabularyResult[]): void {
  const row = (name: string, cells: string[]) =>
    console.log(name.padEnd(20) + cells.map(cell => cell.padStart(12)).join(''))
  row('vocabulary', ['ms', 'ms of CPU', 'of'])
  for (const { name, ms, cpuMs, size } of results) {
    row(name, [ms.toFixed(0), cpuMs === null ? '' : cpuMs.toFixed(0), size])
  }
}

/** What was to be reached, and whether it was. */
export function printTargets(measured: Measured): void {
  console.log('targets')
  for (const { name, measured: value, isMet } of listTargets(measured)) {
    console.log(`${isMet ? '✔' : '✖'} ${name}: ${value}`)
  }
}
