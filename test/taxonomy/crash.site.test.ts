import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'esbuild'
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { sql, type Database } from '../../src/db/doors.ts'
import { openDatabase } from '../../src/db/open.ts'
import { sqlitePath } from '../../src/db/sqlite.ts'
import { copyPrepared } from '../support/databases.ts'
import { copyDatabase, dropDatabase } from '../support/postgresql.ts'
import { times } from '../support/times.ts'
import { prepareVocabulary, VERBS, type Verb } from '../support/vocabulary-crash.ts'
import { assertWholeVocabulary, readWholeState } from '../support/vocabulary.ts'

const CHILDREN = 'node_modules/.cache/blext-tests'
const child = join(CHILDREN, `vocabulary-${process.pid}.mjs`)

// Bundled once: a process that first translates all sources takes seconds to start.
beforeAll(async () => {
  mkdirSync(CHILDREN, { recursive: true })
  await build({
    entryPoints: ['test/support/vocabulary-child.ts'],
    outfile: child,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  })
  return () => rmSync(child, { force: true })
})

const { dialect } = inject('databases')
const ROUNDS = times(dialect === 'sqlite' ? 3 : 2, 100)

test.each(VERBS)(
  '9: a process that is killed in the middle of it has done all or nothing: %s',
  async verb => {
    const base = await prepareBase(verb)
    const before = await readState(base)
    const whole = await runChild(await base.copy(), verb, null)
    const after = await readState(whole)
    expect(after === before).toBe(false)

    const seen = { nothing: 0, all: 0, other: 0 }
    for (let round = 0; round < ROUNDS; round += 1) {
      // From the first moment to somewhat after the last.
      const killed = await runChild(await base.copy(), verb, whole.ms * 1.1 * Math.random())
      const state = await readState(killed)
      seen[state === before ? 'nothing' : state === after ? 'all' : 'other'] += 1
    }

    expect(seen).toEqual({ ...seen, other: 0 })
  },
  600_000,
)

type Place = { databaseUrl: string }

/** A database that is ready for the verb, and fresh copies of it. */
async function prepareBase(verb: Verb): Promise<Place & { copy: () => Promise<Place> }> {
  const { databaseUrl, remove } = await copyPrepared('peopled')
  onTestFinished(remove)
  await within({ databaseUrl }, db => prepareVocabulary(db, verb))
  let copies = 0
  const copy = async () => {
    copies += 1
    const copied = `${databaseUrl}_${copies}`
    if (dialect === 'sqlite') copyFileSync(sqlitePath(databaseUrl), sqlitePath(copied))
    else {
      const [server, name, copyName] = namesOf(databaseUrl, copied)
      await copyDatabase(server, name, copyName)
      onTestFinished(() => dropDatabase(server, copyName))
    }
    return { databaseUrl: copied }
  }
  return { databaseUrl, copy }
}

function namesOf(databaseUrl: string, copied: string): [string, string, string] {
  const at = databaseUrl.lastIndexOf('/')
  return [databaseUrl.slice(0, at), databaseUrl.slice(at + 1), copied.slice(at + 1)]
}

/** Runs the verb in a process of its own; null: to its end, else it is killed so many ms after the start. */
async function runChild(
  { databaseUrl }: Place,
  verb: Verb,
  killAfterMs: number | null,
): Promise<Place & { ms: number }> {
  const run = spawn(process.execPath, [child, databaseUrl, verb], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(run, 'exit')
  await once(run.stdout, 'data')
  const started = performance.now()
  run.stdin.write('go\n')
  if (killAfterMs === null) await once(run.stdout, 'data')
  else {
    await pause(killAfterMs)
    run.kill('SIGKILL')
  }
  const ms = performance.now() - started
  await ended
  return { databaseUrl, ms }
}

/** The state of a database that opens, holds together, and is whole. */
function readState(place: Place): Promise<string> {
  return within(place, async db => {
    // PostgreSQL may still be taking back what the dead process left: this waits for its locks.
    await db.write(tx => tx.execute(sql`UPDATE site_state SET content_version = content_version`))
    if (dialect === 'sqlite') {
      expect(await db.read.query(sql`PRAGMA integrity_check`)).toEqual([{ integrity_check: 'ok' }])
      expect(await db.read.query(sql`PRAGMA foreign_key_check`)).toEqual([])
    }
    await assertWholeVocabulary(db.read)
    return readWholeState(db)
  })
}

async function within<Result>(
  { databaseUrl }: Place,
  verb: (db: Database) => Promise<Result>,
): Promise<Result> {
  const db = await openDatabase(databaseUrl)
  try {
    return await verb(db)
  } finally {
    await db.close()
  }
}
