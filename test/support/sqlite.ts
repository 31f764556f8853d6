import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import type {} from './prepared.ts'
import { makeFolder } from './folder.ts'
import { addPeople } from './people.ts'

/** Global set-up: migrates one SQLite file, which every site of the run then copies. */
export default async function prepareSqlite(project: TestProject): Promise<() => void> {
  const folder = makeFolder('sqlite')
  const empty = join(folder.path, 'empty.db')
  const peopled = join(folder.path, 'peopled.db')

  await migrateDatabase(`file:${empty}`, 'prisma/migrations')
  copyFileSync(empty, peopled)
  const db = await openDatabase(`file:${peopled}`)
  await addPeople(db)
  await db.close()

  project.provide('databases', {
    dialect: 'sqlite',
    empty,
    peopled,
    server: '',
    folder: folder.path,
  })
  return folder.remove
}
