import { expect, onTestFinished, test } from 'vitest'
import { AsideError, limitWaiting } from '../../src/db/aside-limits.ts'
import { openAside } from '../../src/db/aside.ts'
import { sql } from '../../src/db/doors.ts'
import { sqlitePath } from '../../src/db/sqlite.ts'
import { copyPrepared } from '../support/databases.ts'

const LONG = sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000)
  SELECT count(*) AS count FROM n`

async function openCopy(limitMs?: number) {
  const copy = await copyPrepared('peopled')
  const aside = openAside(sqlitePath(copy.databaseUrl), limitMs)
  onTestFinished(async () => {
    await aside.close()
    await copy.remove()
  })
  return aside
}

test('a query runs beside, and others are served meanwhile', async () => {
  const aside = await openCopy(60_000)
  let turns = 0
  const timer = setInterval(() => (turns += 1), 5)

  const rows = await aside.query(LONG)
  clearInterval(timer)

  expect(rows).toEqual([{ count: 30_000_000 }])
  expect(turns).toBeGreaterThan(5)
})

test('it reads as the doors do, and cannot write', async () => {
  const aside = await openCopy()
  const when = new Date('2026-01-01T00:00:00Z')

  const people = await aside.query(sql`
    SELECT username, created_at AS at FROM users WHERE created_at = ${when} AND disabled = ${false}
    ORDER BY id LIMIT ${1}`)

  expect(people).toEqual([{ username: 'alice', at: '2026-01-01T00:00:00.000+00:00' }])
  await expect(aside.query(sql`DELETE FROM users RETURNING id`)).rejects.toThrow(/readonly/)
  expect(await aside.query(sql`SELECT count(*) AS n FROM users`)).toEqual([{ n: 4 }])
})

test('what takes too long is given up, and the next query gets its answer', async () => {
  const aside = await openCopy(300)
  await aside.query(sql`SELECT 1`).catch(() => undefined)

  await expect(aside.query(LONG)).rejects.toThrow(AsideError)
  await expect
    .poll(() => aside.query(sql`SELECT 1 AS one`).catch(() => null), { timeout: 30_000 })
    .toEqual([{ one: 1 }])
})

test('when too many wait, the next is refused at once', async () => {
  const gates: (() => void)[] = []
  const query = limitWaiting(() => new Promise(resolve => gates.push(() => resolve([]))), 2)
  const both = [query(sql`SELECT 1`), query(sql`SELECT 1`)]

  await expect(query(sql`SELECT 1`)).rejects.toThrow(AsideError)
  for (const open of gates) open()

  expect(await Promise.all(both)).toEqual([[], []])
  const third = query(sql`SELECT 1`)
  gates.at(-1)?.()
  expect(await third).toEqual([])
})
