import { parentPort, workerData } from 'node:worker_threads'
import SQLite from 'better-sqlite3'

export type AsideJob = { text: string; values: unknown[] }
export type AsideReply = { rows: unknown[] } | { failure: string }

// The texts differ by how many values a list has, and no more.
const MAX_STATEMENTS = 100

// SQLite's own 2 MB hold too little of the index of many posts.
const CACHE_KIB = 24 * 1024

if (parentPort) serveQueries(parentPort, String(workerData))

function serveQueries(port: NonNullable<typeof parentPort>, path: string): void {
  const database = new SQLite(path, { readonly: true, timeout: 0, fileMustExist: true })
  database.pragma(`cache_size = -${CACHE_KIB}`)
  const statements = new Map<string, SQLite.Statement>()
  port.on('message', (job: AsideJob) => {
    port.postMessage(answer(job))
  })
  port.postMessage('ready')

  function answer({ text, values }: AsideJob): AsideReply {
    try {
      return { rows: prepare(text).all(...values) }
    } catch (error) {
      return { failure: String(error) }
    }
  }

  function prepare(text: string): SQLite.Statement {
    const known = statements.get(text)
    if (known) return known
    if (statements.size >= MAX_STATEMENTS) statements.clear()
    const statement = database.prepare(text)
    statements.set(text, statement)
    return statement
  }
}
