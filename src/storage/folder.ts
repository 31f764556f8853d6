import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Storage } from './storage.ts'

/** The folder of the uploads. */
export function mediaFolder(dataDir: string): string {
  return join(dataDir, 'media')
}

/** Keeps files in a folder; it is made with the first of them. */
export function openFolder(dataDir: string): Storage {
  const folder = mediaFolder(dataDir)
  const pathOf = (name: string) => join(folder, plainName(name))
  return {
    put: async (name, source) => putFile(folder, plainName(name), source),
    open: async (name, range) => {
      const path = pathOf(name)
      return (await sizeOf(path)) === null ? null : createReadStream(path, range)
    },
    size: async name => sizeOf(pathOf(name)),
    remove: async name => rm(pathOf(name), { force: true }),
    list: () => listNames(folder),
    close: () => undefined,
  }
}

function plainName(name: string): string {
  if (/^[\w-][\w.-]*$/.test(name)) return name
  throw new Error(`${JSON.stringify(name)} is no name of a stored file.`)
}

// The file is whole before it has its name, so that nobody is ever served a part of it.
async function putFile(folder: string, name: string, source: Buffer | string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const part = join(folder, `.${randomUUID()}.part`)
  try {
    if (typeof source === 'string') await copyWhole(source, part)
    else await writeFile(part, source, { flush: true })
    await rename(part, join(folder, name))
  } finally {
    await rm(part, { force: true })
  }
}

async function copyWhole(source: string, target: string): Promise<void> {
  await copyFile(source, target)
  const file = await open(target, 'r+')
  await file.sync().finally(() => file.close())
}

async function sizeOf(path: string): Promise<number | null> {
  const stats = await stat(path).catch(ignoreMissing)
  return stats?.isFile() ? stats.size : null
}

async function listNames(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(ignoreMissing)) ?? []
  return entries
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(entry => entry.name)
}

function ignoreMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
