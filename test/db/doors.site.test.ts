import { expect, onTestFinished, test } from 'vitest'
import { sql, type Database } from '../../src/db/doors.ts'
import { openDatabase } from '../../src/db/open.ts'
import { copyPrepared } from '../support/databases.ts'

type Copy = Awaited<ReturnType<typeof copyPrepared>>

async function openCopy(): Promise<Copy & { db: Database }> {
  const copy = await copyPrepared('peopled')
  const db = await openDatabase(copy.databaseUrl)
  onTestFinished(async () => {
    await db.close()
    await copy.remove()
  })
  return { ...copy, db }
}

const setting = (name: string) => ({ data: { name, value: 'x' } })

/** A promise and what settles it. */
function openGate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}

test('the reading door refuses to write', async () => {
  const { db } = await openCopy()

  const attempt = db.read.query(sql`DELETE FROM users`)

  await expect(attempt).rejects.toThrow(/read-?only/i)
  expect(await db.read.user.count()).toBe(4)
})

test('the reading door sees only what is committed', async () => {
  const { db } = await openCopy()
  const written = openGate()
  const seen = openGate()

  const writing = db.write(async tx => {
    await tx.setting.create(setting('colour'))
    written.open()
    await seen.opened
  })
  await written.opened
  const during = await db.read.setting.count()
  seen.open()
  await writing

  expect([during, await db.read.setting.count()]).toEqual([0, 1])
})

test('a write that was answered during a transaction that was then rolled back is still there', async () => {
  const { db } = await openCopy()
  const started = openGate()

  const failing = db.write(async tx => {
    await tx.setting.create(setting('lost'))
    started.open()
    await tx.setting.findMany()
    throw new Error('rolled back')
  })
  await started.opened
  const saving = db.write(tx => tx.setting.create(setting('kept')))

  await expect(failing).rejects.toThrow('rolled back')
  await saving
  const names = await db.read.setting.findMany()
  expect(names.map(({ name }) => name)).toEqual(['kept'])
})

test('of a transaction that fails nothing is left', async () => {
  const { db } = await openCopy()

  const failing = db.write(async tx => {
    await tx.setting.create(setting('one'))
    await tx.setting.create(setting('one'))
  })

  await expect(failing).rejects.toThrow(/unique/i)
  expect(await db.read.setting.count()).toBe(0)
})

test('content is written by one at a time, in the order of asking', async () => {
  const { db } = await openCopy()
  const steps: string[] = []
  const write = (name: string) =>
    db.write(async tx => {
      steps.push(`${name} begins`)
      await tx.setting.create(setting(name))
      await tx.setting.findMany()
      steps.push(`${name} ends`)
    })

  await Promise.all(['a', 'b', 'c'].map(write))

  const names = steps.map(step => step.charAt(0))
  expect(names).toHaveLength(6)
  expect(names.filter((name, at) => at % 2 === 0 && name !== names[at + 1])).toEqual([])
})

test('every change that bumps the content version is seen at once', async () => {
  const { db } = await openCopy()
  const before = await db.contentVersion()

  await db.write(tx => tx.siteState.updateMany({ data: { contentVersion: { increment: 1 } } }))

  expect(await db.contentVersion()).toBe(before + 1)
})

test('a change by another process is seen as a new content version', async () => {
  const { db, databaseUrl } = await openCopy()
  const other = await openDatabase(databaseUrl)
  const before = await db.contentVersion()

  await other.write(tx => tx.siteState.updateMany({ data: { contentVersion: { increment: 1 } } }))
  const after = await db.contentVersion()
  await other.close()

  expect(after).toBe(before + 1)
})

test('two instances that write at the same time both succeed', async () => {
  const { db, databaseUrl } = await openCopy()
  const other = await openDatabase(databaseUrl)
  const add = (door: Database, name: string) =>
    door.write(async tx => {
      const present = await tx.setting.count()
      return tx.setting.create({ data: { name, value: String(present) } })
    })

  const names = Array.from({ length: 20 }, (_, at) => `n${at}`)
  await Promise.all(names.map((name, at) => add(at % 2 === 0 ? db : other, name)))
  await other.close()

  const values = await db.read.setting.findMany()
  const counts = values.map(({ value }) => Number(value)).sort((a, b) => a - b)
  expect(counts).toEqual(names.map((_, at) => at))
})
