import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Busboy } from 'busboy'
import type { Request } from 'express'
import createError from 'http-errors'
import { openMultipart, refuseRest, tooLarge } from './body.ts'

/** A file that was received whole; `hash` is the SHA-256 of its bytes. */
export type ReceivedFile = { name: string; path: string; bytes: number; hash: string }

export type Received = { files: ReceivedFile[]; fields: Record<string, string> }

type Place = { folder: string; maxBytes: number }

const MAX_FILES = 20
const MAX_FIELDS = 100
const LIMITS = {
  ...{ files: MAX_FILES, fields: MAX_FIELDS, parts: MAX_FIELDS + MAX_FILES },
  ...{ fieldSize: 64 * 1024, fieldNameSize: 200, headerPairs: 20 },
}

/**
 * Receives the files of a form in a folder of their own, which is gone when `use` has ended, however
 * it ended, and when the other side goes away. A file of more than `maxBytes` is refused with 413.
 */
export async function receiveFiles<Result>(
  req: Request,
  { folder, maxBytes }: Place,
  use: (received: Received) => Promise<Result>,
): Promise<Result> {
  if (!req.is('multipart/form-data') || req.get('content-encoding')) throw createError(415)
  const declared = Number(req.get('content-length') ?? 0)
  if (declared > (MAX_FILES + 1) * maxBytes) throw refuseRest(req)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const own = await mkdtemp(join(folder, 'upload-'))
  try {
    return await use(await readParts(req, { folder: own, maxBytes }))
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

async function readParts(req: Request, { folder, maxBytes }: Place): Promise<Received> {
  const fields = Object.create(null) as Record<string, string>
  const received: Received = { files: [], fields }
  const writing: Promise<void>[] = []
  const parser = openMultipart(req, { ...LIMITS, fileSize: maxBytes + 1 })
  parser.on('field', (name, value) => {
    fields[name] = value.replaceAll('\0', '')
  })
  parser.on('file', (field, stream, { filename }) => {
    const file = { name: nameOf(filename), path: join(folder, String(writing.length)) }
    stream.on('limit', () => parser.emit('filesLimit'))
    const isWanted = field === 'file' && file.name !== ''
    if (!isWanted) stream.on('error', () => undefined).resume()
    else
      writing.push(
        keepFile(stream, file, received).catch((error: unknown) => stopFor(parser, error)),
      )
  })
  try {
    await feed(req, parser, maxBytes)
  } finally {
    await Promise.all(writing)
  }
  return received
}

function stopFor(parser: Busboy, error: unknown): void {
  parser.destroy(error instanceof Error ? error : new Error('The file was not kept.'))
}

async function keepFile(
  stream: Readable,
  file: Pick<ReceivedFile, 'name' | 'path'>,
  { files }: Received,
): Promise<void> {
  const hash = createHash('sha256')
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    hash.update(chunk)
  })
  await pipeline(stream, createWriteStream(file.path))
  files.push({ ...file, bytes, hash: hash.digest('hex') })
}

// A browser shows the answer only when all was taken from it: what comes after a refusal is read and
// dropped, but no more of it than one file may have.
function feed(req: Request, parser: Busboy, maxBytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let fault: Error | null = null
    let dropped = 0
    const refuse = (error: Error) => {
      if (fault) return
      fault = error
      // Not before parser and pipe are done with the piece that they have.
      process.nextTick(letGo, error)
    }
    const letGo = (error: Error) => {
      req.unpipe(parser)
      parser.destroy()
      if (req.readableEnded || req.destroyed) reject(error)
      else req.on('data', drop).resume()
    }
    const drop = (chunk: Buffer) => {
      dropped += chunk.length
      if (dropped <= maxBytes) return
      refuseRest(req.off('data', drop).pause())
      reject(fault ?? tooLarge())
    }
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
      parser.on(limit, () => refuse(tooLarge()))
    // A full disk is not the sender's mistake.
    parser.on('error', (error: Error) =>
      refuse('syscall' in error ? error : createError(400, { cause: error })),
    )
    parser.on('close', () => {
      if (!fault) resolve()
    })
    req.on('end', () => {
      if (fault) reject(fault)
    })
    req.on('close', () => {
      if (!req.complete) refuse(createError(400))
      if (fault) reject(fault)
    })
    req.pipe(parser)
  })
}

// What stands before the last slash of either kind is a path of somebody's machine; browsers write
// these three signs so.
function nameOf(filename: string | undefined): string {
  const name = (filename ?? '').replace(/^.*[/\\]/su, '')
  return name.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}
