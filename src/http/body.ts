import busboy from 'busboy'
import express, { type RequestHandler } from 'express'
import createError from 'http-errors'

const MAX_FORM_BYTES = 16 * 1024 * 1024
const MAX_FIELDS = 20_000

/** Reads the bodies of forms (both encodings, fields only) and of JSON into `req.body`. */
export function readBodies(): RequestHandler[] {
  return [
    express.urlencoded({ extended: false, limit: MAX_FORM_BYTES, parameterLimit: MAX_FIELDS }),
    express.json({ limit: MAX_FORM_BYTES }),
    readMultipart,
  ]
}

const readMultipart: RequestHandler = (req, _res, next) => {
  if (!req.is('multipart/form-data')) {
    next()
    return
  }
  collectFields(req).then(
    fields => {
      req.body = fields
      next()
    },
    (error: unknown) => {
      req.unpipe()
      req.resume()
      next(error)
    },
  )
}

function collectFields(req: Parameters<RequestHandler>[0]): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => reject(createError(413))
    const malformed = (error: unknown) => reject(createError(400, error as Error))
    const fields = Object.create(null) as Record<string, unknown>
    let bytes = 0
    const parser = openParser(req, malformed)
    if (!parser) return
    parser.on('field', (name, value, info) => {
      bytes += Buffer.byteLength(value)
      if (info.valueTruncated || bytes > MAX_FORM_BYTES) tooLarge()
      else addField(fields, name, value)
    })
    parser.on('file', (_name, file) => file.resume())
    parser.on('fieldsLimit', tooLarge)
    parser.on('error', malformed)
    parser.on('close', () => resolve(fields))
    req.on('aborted', () => malformed(new Error('the request was cut off')))
    req.pipe(parser)
  })
}

function openParser(
  req: Parameters<RequestHandler>[0],
  malformed: (error: unknown) => void,
): busboy.Busboy | null {
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: { fields: MAX_FIELDS, fieldSize: MAX_FORM_BYTES, fieldNameSize: 200 },
    })
  } catch (error) {
    malformed(error)
    return null
  }
}

function addField(fields: Record<string, unknown>, name: string, value: string): void {
  const present = fields[name]
  if (present === undefined) fields[name] = value
  else if (Array.isArray(present)) present.push(value)
  else fields[name] = [present, value]
}
