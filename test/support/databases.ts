import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { copyDatabase, dropDatabase } from './postgresql.ts'
import type {} from './prepared.ts'

export type DatabaseCopy = {
  databaseUrl: string
  folder: string
  remove: () => void | Promise<void>
}

let copies = 0

/** A database of its own for whoever needs no more than that; remove it when the test ends. */
export async function copyPrepared(which: 'empty' | 'peopled'): Promise<DatabaseCopy> {
  const prepared = inject('databases')
  copies += 1
  const name = `site_${process.pid}_${copies}`
  const folder = join(prepared.folder, name)
  mkdirSync(folder, { recursive: true })
  const removeFolder = () => {
    rmSync(folder, { recursive: true, force: true })
  }

  if (prepared.dialect === 'sqlite') {
    const path = join(folder, 'blext.db')
    copyFileSync(prepared[which], path)
    return { databaseUrl: `file:${path}`, folder, remove: removeFolder }
  }
  await copyDatabase(prepared.server, prepared[which], name)
  return {
    databaseUrl: `${prepared.server}/${name}`,
    folder,
    remove: async () => {
      removeFolder()
      await dropDatabase(prepared.server, name)
    },
  }
}
