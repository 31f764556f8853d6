import { parse as parseQuery } from 'node:querystring'
import busboy from 'busboy'
import type { Request, RequestHandler } from 'express'
import createError from 'http-errors'

const MAX_BODY_BYTES = 16 * 1024 * 1024
const MAX_FIELDS = 20_000
const MAX_DRAINED_BYTES = 4 * MAX_BODY_BYTES
const LINGER_MS = 1_000

type Parser = (bytes: Buffer, req: Request) => unknown

const parsers: Record<string, Parser> = {
  'application/x-www-form-urlencoded': parseForm,
  'application/json': parseJson,
  'multipart/form-data': parseMultipart,
}

// Files are received where they are stored: see upload.ts.
const UPLOADS =
  /^\/(?:admin\/(?:import|media(?:\/\d{1,9}\/replacement)?)|api\/v1\/media|account\/avatar)\/?$/

/**
 * Reads the bodies of forms (both encodings, fields only) and of JSON into `req.body`; others are
 * dropped. One that is too large is refused without being kept; a browser shows the answer only when
 * all was taken from it, so one that says its length, and is not absurd, is read to its end and dropped.
 */
export const readBodies: RequestHandler = (req, _res, next) => {
  const type = req.is(Object.keys(parsers))
  // `null`: there is no body.
  if (type === null || (type === 'multipart/form-data' && UPLOADS.test(req.path))) {
    next()
    return
  }
  const parser = type ? parsers[type] : dropBytes
  readBytes(req)
    .then(bytes => parser?.(bytes, req))
    .then(body => {
      req.body = body
      next()
    })
    .catch(next)
}

function readBytes(req: Request): Promise<Buffer> {
  const declared = Number(req.get('content-length') ?? 0)
  if (declared > MAX_DRAINED_BYTES) return Promise.reject(refuseRest(req))
  if (req.get('content-encoding')) return Promise.reject(createError(415))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
      else if (declared === 0) reject(refuseRest(req.pause()))
    })
    req.on('end', () =>
      bytes > MAX_BODY_BYTES ? reject(tooLarge()) : resolve(Buffer.concat(chunks)),
    )
    req.on('error', () => reject(createError(400)))
  })
}

/**
 * Lets go of a request whose body is not read to its end, and gives the error to answer with. A
 * connection that is closed with unread bytes is reset, and the answer may be lost with it: the other
 * side gets a moment to read the answer first.
 */
export function refuseRest({ socket, res }: Request): Error {
  res?.set('Connection', 'close')
  socket.destroySoon = () => {
    socket.end()
    const limit = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.on('close', () => clearTimeout(limit))
  }
  return tooLarge()
}

const dropBytes: Parser = () => undefined

function parseForm(bytes: Buffer): Record<string, unknown> {
  const text = bytes.toString('utf8')
  if (text.split('&', MAX_FIELDS + 1).length > MAX_FIELDS) throw tooLarge()
  return parseQuery(text, '&', '=', { maxKeys: 0 })
}

function parseJson(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {}
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw createError(400)
}

function parseMultipart(bytes: Buffer, req: Request): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const malformed = () => reject(createError(400))
    const fields = Object.create(null) as Record<string, unknown>
    const parser = openMultipart(req, FORM_LIMITS)
    parser.on('field', (name, value) => addField(fields, name, value))
    parser.on('file', (_name, file) => file.on('error', malformed).resume())
    parser.on('partsLimit', () => reject(tooLarge()))
    parser.on('error', malformed)
    parser.on('close', () => resolve(fields))
    parser.end(bytes)
  })
}

const FORM_LIMITS = { fieldSize: MAX_BODY_BYTES, fieldNameSize: 200, parts: MAX_FIELDS }

/** Opens a parser of this request's parts; a head that cannot be read is 400. */
export function openMultipart(req: Request, limits: busboy.Limits): busboy.Busboy {
  try {
    return busboy({ headers: req.headers, defParamCharset: 'utf8', limits })
  } catch (cause) {
    throw createError(400, { cause })
  }
}

function addField(fields: Record<string, unknown>, name: string, value: string): void {
  const present = fields[name]
  if (present === undefined) fields[name] = value
  else if (Array.isArray(present)) present.push(value)
  else fields[name] = [present, value]
}

export const tooLarge = (): Error => createError(413)
