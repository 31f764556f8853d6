import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import type { Config } from '../config.ts'
import { sayRemark } from '../transfer/report.ts'
import { zipLimits } from '../transfer/runs/files.ts'
import { unpackZip } from '../transfer/unpack.ts'
import { Refusal } from './command.ts'

/** Does something with what lies at a path: with a folder of what a zip holds, which goes away, or with what is there. */
export async function withUnpacked<Result>(
  { maxImportBytes }: Pick<Config, 'maxImportBytes'>,
  path: string,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  if (!(await isZip(path))) return work(path)
  const temporary = await mkdtemp(join(tmpdir(), 'blext-import-'))
  try {
    // What was imported is known by its name when it comes again.
    const folder = join(temporary, basename(path, extname(path)))
    await mkdir(folder)
    const refused = await unpackZip(path, folder, zipLimits(maxImportBytes))
    if (refused) throw new Refusal(sayRemark(refused))
    return await work(folder)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null)
  if (!file) return false
  try {
    const { buffer } = await file
      .read(Buffer.alloc(4), 0, 4, 0)
      .catch(() => ({ buffer: Buffer.alloc(4) }))
    return buffer.toString('hex') === '504b0304'
  } finally {
    await file.close()
  }
}
