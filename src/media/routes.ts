import { pipeline } from 'node:stream/promises'
import { Router, type NextFunction, type Request, type Response } from 'express'
import type { Context } from '../context.ts'
import { findServed, type Served } from './serve.ts'

/** The uploads as readers get them. Their names are made from their content, so they never change and are kept for ever. */
export function mediaRoutes(context: Context): Router {
  const router = Router()
  router.get('/media/:name', show)
  return router

  async function show(req: Request, res: Response, next: NextFunction) {
    const served = await findServed(context, String(req.params['name']))
    const size = served && (await context.storage.size(served.file))
    if (served && size !== null) await send(req, res, { ...served, size })
    else next()
  }

  async function send(req: Request, res: Response, { file, size, ...facts }: Sized) {
    setHeaders(res, facts)
    if (req.fresh) {
      res.status(304).end()
      return
    }
    const range = readRange(req, size, facts.tag)
    if (range === 'none') {
      res.status(416).set('Content-Range', `bytes */${size}`).end()
      return
    }
    await stream(req, res, { file, size, range })
  }

  async function stream(req: Request, res: Response, { file, size, range }: Wanted) {
    const { start, end } = range ?? { start: 0, end: size - 1 }
    if (range) res.status(206).set('Content-Range', `bytes ${start}-${end}/${size}`)
    res.set('Content-Length', String(end - start + 1))
    if (req.method === 'HEAD') {
      res.end()
      return
    }
    const bytes = await context.storage.open(file, range ?? undefined)
    if (!bytes) throw new Error(`${file} went away`)
    await pipeline(bytes, res).catch(ignoreHangUp)
  }
}

type Sized = Served & { size: number }
type Range = { start: number; end: number }
type Wanted = { file: string; size: number; range: Range | null }

// Opened as a page of its own, a file may do nothing at all.
function setHeaders(res: Response, { type, tag, isFinal, download }: Omit<Served, 'file'>): void {
  if (download !== null) res.attachment(download)
  res.set({
    'Content-Type': type,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': isFinal ? 'public, max-age=31536000, immutable' : 'public, max-age=60',
    'Accept-Ranges': 'bytes',
    // Whoever reads a feed in a browser sees its pictures on the reader's own site.
    'Cross-Origin-Resource-Policy': download === null ? 'cross-origin' : 'same-origin',
    ETag: tag,
  })
}

// Several ranges at once, or a range of what the other side has another state of, get the whole.
function readRange(req: Request, size: number, tag: string): Range | 'none' | null {
  if ((req.get('if-range') ?? tag) !== tag) return null
  const ranges = req.range(size)
  if (ranges === -1) return 'none'
  const isOne = Array.isArray(ranges) && ranges.length === 1 && ranges.type === 'bytes'
  return isOne ? (ranges[0] ?? null) : null
}

// Whoever closes the page in the middle of a picture wants no more of it.
function ignoreHangUp(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
}
