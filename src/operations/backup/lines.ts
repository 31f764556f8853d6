import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Row } from '../../db/dump/cells.ts'

const BATCH = 100

/** Rows as lines of JSON. */
export async function* writeLines(batches: AsyncIterable<Row[]>): AsyncIterable<string> {
  for await (const rows of batches) yield rows.map(row => `${JSON.stringify(row)}\n`).join('')
}

/** The reverse of `writeLines`, in batches. */
export async function* readLines(stream: Readable): AsyncIterable<Row[]> {
  let rows: Row[] = []
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    rows.push(JSON.parse(line) as Row)
    if (rows.length === BATCH) {
      yield rows
      rows = []
    }
  }
  if (rows.length > 0) yield rows
}
