import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ExportRefusal, refuseTaken } from './target.ts'

/** Refuses what `writeTextFile` would refuse. */
export async function checkTextFile(
  path: string,
  { replace }: { replace: boolean },
): Promise<void> {
  if ((await stat(path).catch(() => null))?.isDirectory()) {
    throw new ExportRefusal('There is a folder of this name: name a file.')
  }
  refuseTaken(path, replace)
}

/** Writes text into a file that has its name only when it is whole. */
export async function writeTextFile(
  path: string,
  pieces: AsyncIterable<string> | Iterable<string>,
  { replace }: { replace: boolean },
): Promise<void> {
  await checkTextFile(path, { replace })
  const part = `${path}.${randomUUID()}.part`
  try {
    await mkdir(dirname(path), { recursive: true })
    await pipeline(Readable.from(pieces), createWriteStream(part, { flush: true }))
    await rename(part, path)
  } finally {
    await rm(part, { force: true })
  }
}
