import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { open as openZip, type Entry, type ZipFile } from 'yauzl'
import { mark } from '../i18n/translate.ts'
import type { Refused } from './report.ts'

/** How much a zip may hold. */
export type ZipLimits = { maxBytes: number; maxFiles: number }

const MAX_RATIO = 200
const MAX_PATH_CHARS = 1_000
const RATIO_FROM_BYTES = 1024 * 1024
const ENCRYPTED = 1
const UNIX = 3
const SYMBOLIC_LINK = 0o120000
const KIND_BITS = 0o170000

// What programs put beside the files of people.
const NOISE = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|\._)/u

/** Why a zip is not unpacked. */
class ZipFault extends Error {
  readonly parameters: Record<string, string>

  constructor(text: string, parameters: Record<string, string> = {}) {
    super(text)
    this.parameters = parameters
  }
}

/**
 * Looks through the list of a zip before anything is unpacked; says in one sentence why it is refused: a path that leaves the
 * folder, a link, an encrypted file, a name twice, too many files, too large, or packed too tightly to be honest.
 */
export async function checkZip(path: string, limits: ZipLimits): Promise<Refused | null> {
  return refuseFaults(async () => {
    const zip = await openFile(path)
    try {
      await listEntries(zip, limits)
    } finally {
      zip.close()
    }
  })
}

/** Unpacks a zip into an empty folder, after the same look and with every size measured; nothing is written outside it. */
export async function unpackZip(
  path: string,
  folder: string,
  limits: ZipLimits,
): Promise<Refused | null> {
  return refuseFaults(async () => {
    const zip = await openFile(path)
    try {
      for (const entry of await listEntries(zip, limits)) await unpackEntry(zip, entry, folder)
    } finally {
      zip.close()
    }
  })
}

async function refuseFaults(work: () => Promise<void>): Promise<Refused | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (!(error instanceof ZipFault)) throw error
    return { ok: false, text: error.message, parameters: error.parameters }
  }
}

const DAMAGED = mark('The zip is damaged or none at all: {reason}')

const damaged = (error: Error): ZipFault => new ZipFault(DAMAGED, { reason: error.message })

function openFile(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, strictFileNames: true }
    openZip(path, options, (error, zip) => {
      if (error) reject(damaged(error))
      else resolve(zip)
    })
  })
}

function listEntries(zip: ZipFile, limits: ZipLimits): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    if (zip.entryCount > limits.maxFiles) {
      const max = String(limits.maxFiles)
      reject(new ZipFault(mark('The zip holds more than {max} files.'), { max }))
      return
    }
    const list = openList(limits)
    zip.on('error', (error: Error) => reject(damaged(error)))
    zip.on('end', () => resolve(list.entries))
    zip.on('entry', (entry: Entry) => {
      try {
        list.add(entry)
        zip.readEntry()
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
    zip.readEntry()
  })
}

function openList({ maxBytes }: ZipLimits) {
  const entries: Entry[] = []
  const names = new Set<string>()
  const taken: { start: number; end: number }[] = []
  let bytes = 0
  return { entries, add }

  function add(entry: Entry): void {
    const name = entry.fileName
    checkName(name)
    checkKind(entry)
    const key = name.replace(/\/$/u, '').normalize('NFC').toLowerCase()
    if (names.has(key)) throw new ZipFault(mark('The zip has “{name}” twice.'), { name })
    names.add(key)
    if (name.endsWith('/') || NOISE.test(name)) return
    bytes += entry.uncompressedSize
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    checkRatio(entry)
    keepApart(entry)
    entries.push(entry)
  }

  // Two names for the same bytes are how a small file pretends to be a huge one.
  function keepApart({
    fileName,
    relativeOffsetOfLocalHeader: start,
    compressedSize,
  }: Entry): void {
    const end = start + compressedSize
    const last = taken.at(-1)
    const overlaps =
      last && start < last.end ? taken.some(t => start < t.end && end > t.start) : false
    if (overlaps) {
      throw new ZipFault(mark('In the zip, “{name}” overlaps another file.'), { name: fileName })
    }
    taken.push({ start, end })
  }
}

const tooLarge = (maxBytes: number): ZipFault =>
  new ZipFault(mark('Unpacked, the zip would be larger than {max} MB.'), {
    max: String(Math.floor(maxBytes / 1024 / 1024)),
  })

function checkName(name: string): void {
  const parts = name.split('/')
  const isOut =
    /^(?:\/|[a-z]:)|\\|\p{Cc}/iu.test(name) || parts.some(part => part === '..' || part === '.')
  if (isOut || name.length > MAX_PATH_CHARS) {
    throw new ZipFault(mark('The zip has a file whose path leaves the folder: “{name}”.'), {
      name: name.slice(0, 200).replace(/\p{Cc}/gu, '�'),
    })
  }
}

function checkKind(entry: Entry): void {
  const { fileName: name, generalPurposeBitFlag: flags } = entry
  if ((flags & ENCRYPTED) !== 0) {
    throw new ZipFault(mark('The zip is encrypted: “{name}”.'), { name })
  }
  const mode = entry.externalFileAttributes >>> 16
  if (entry.versionMadeBy >>> 8 === UNIX && (mode & KIND_BITS) === SYMBOLIC_LINK) {
    throw new ZipFault(mark('The zip holds a link instead of a file: “{name}”.'), { name })
  }
}

function checkRatio({ fileName: name, compressedSize, uncompressedSize }: Entry): void {
  if (uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > compressedSize * MAX_RATIO) {
    throw new ZipFault(mark('The zip is packed too tightly to be honest: “{name}”.'), { name })
  }
}

async function unpackEntry(zip: ZipFile, entry: Entry, folder: string): Promise<void> {
  const target = join(folder, ...entry.fileName.split('/'))
  try {
    await mkdir(dirname(target), { recursive: true })
    const stream = await openEntry(zip, entry)
    // 'wx': nothing is written over, and through no link.
    await pipeline(stream, measure(entry), createWriteStream(target, { flags: 'wx' }))
  } catch (error) {
    if (error instanceof ZipFault || isDiskFault(error)) throw error
    throw damaged(error instanceof Error ? error : new Error(String(error)))
  }
}

// A file where another one's folder should be is the zip's fault, a full disk is not.
const isDiskFault = (error: unknown): boolean => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^E[A-Z]+$/u.test(code) && !['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(code)
}

function openEntry(zip: ZipFile, entry: Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(error)
      else resolve(stream)
    })
  })
}

function measure({ fileName: name, uncompressedSize }: Entry): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      const fault = mark('The zip lies about the size of “{name}”.')
      if (bytes > uncompressedSize) done(new ZipFault(fault, { name }))
      else done(null, chunk)
    },
  })
}
