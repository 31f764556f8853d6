import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ExportRefusal, type Target } from './target.ts'

/** The list of the files that exports wrote into a folder: nothing else there is ever touched. */
export const LIST = '.blext-export'

/** A folder of files. A new one has its name only when it is whole; in one of an earlier export only what differs is written. */
export async function openFolderTarget(
  path: string,
  { replace }: { replace: boolean },
): Promise<Target> {
  const present = await readdir(path).catch(readNothing)
  if (present.length === 0) return openNewFolder(path)
  if (!replace) {
    throw new ExportRefusal(`The folder ${path} is not empty. Choose another, or say --replace.`)
  }
  return openUsedFolder(path)
}

function readNothing(error: unknown): string[] {
  const { code } = error as { code?: string }
  if (code === 'ENOENT') return []
  if (code === 'ENOTDIR') throw new ExportRefusal('There is a file of this name, and no folder.')
  throw error
}

function openNewFolder(path: string): Target {
  const part = `${path.replace(/(?<![/\\])[/\\]+$/u, '')}.${randomUUID()}.part`
  const files = new Set<string>()
  const folders = new Set<string>()
  return {
    add: async (name, content) => {
      files.add(name)
      const file = join(part, safeName(name))
      if (!folders.has(dirname(name))) await mkdir(dirname(file), { recursive: true })
      folders.add(dirname(name))
      await writeContent(file, content)
    },
    finish: async () => {
      await mkdir(part, { recursive: true })
      await writeList(part, files)
      // An empty folder may be there already.
      await rmdir(path).catch(() => undefined)
      await rename(part, path)
    },
    abandon: () => rm(part, { recursive: true, force: true }),
  }
}

async function openUsedFolder(path: string): Promise<Target> {
  const ours = await readList(path)
  const files = new Set<string>()
  return {
    add: async (name, content) => {
      files.add(name)
      await replaceFile(join(path, safeName(name)), content, { name, isOurs: ours.has(name) })
    },
    finish: async () => {
      for (const name of ours) if (!files.has(name)) await removeFile(path, name)
      await writeList(path, files)
    },
    // What was replaced stays: it is whole, file by file, and the next export goes on.
    abandon: () => writeList(path, new Set([...ours, ...files])),
  }
}

async function replaceFile(
  path: string,
  content: string | Buffer | Readable,
  { name, isOurs }: { name: string; isOurs: boolean },
): Promise<void> {
  const isThere = (await stat(path).catch(() => null)) !== null
  const part = join(dirname(path), `.${randomUUID()}.part`)
  try {
    await writeWhole(part, content)
    if (isThere && (await readFile(path)).equals(await readFile(part))) return
    if (isThere && !isOurs) {
      throw new ExportRefusal(`${name} is there, and no export wrote it. Move it away first.`)
    }
    await rename(part, path)
  } finally {
    await rm(part, { force: true })
  }
}

async function writeWhole(path: string, content: string | Buffer | Readable): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeContent(path, content)
}

async function writeContent(path: string, content: string | Buffer | Readable): Promise<void> {
  if (content instanceof Readable) await pipeline(content, createWriteStream(path))
  else await writeFile(path, content)
}

async function removeFile(root: string, name: string): Promise<void> {
  await rm(join(root, safeName(name)), { force: true })
  for (let at = dirname(name); at !== '.'; at = dirname(at)) {
    const isGone = await rmdir(join(root, at)).then(
      () => true,
      () => false,
    )
    if (!isGone) return
  }
}

async function readList(root: string): Promise<Set<string>> {
  const text = await readFile(join(root, LIST), 'utf8').catch(() => '')
  return new Set(text.split('\n').filter(name => name !== '' && isSafe(name)))
}

async function writeList(root: string, files: Set<string>): Promise<void> {
  const names = [...files].sort((one, other) => (one < other ? -1 : 1))
  await writeFile(join(root, LIST), names.map(name => `${name}\n`).join(''))
}

// A list may have been changed by hand, and an address may spell what leads out of the folder.
const isSafe = (name: string): boolean =>
  !/[\\\0\n]/u.test(name) && name.split('/').every(part => !['', '.', '..'].includes(part))

function safeName(name: string): string {
  if (isSafe(name)) return name
  throw new ExportRefusal(`${JSON.stringify(name)} cannot be the name of a file.`)
}
