import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import express, {
  Router,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import { packFile, sendPacked } from './packed.ts'
import type { KeptPage } from './page-cache/page.ts'

/** Gives a file of public/ an address that changes with its content, so that it may be kept for ever. */
export function createAssetAddress(folder: string): (path: string) => string {
  const addresses = new Map<string, string>()
  return path => {
    const known = addresses.get(path)
    if (known !== undefined) return known
    const file = join(folder, path)
    const hash = existsSync(file)
      ? createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12)
      : 'missing'
    const address = `/${path}?v=${hash}`
    addresses.set(path, address)
    return address
  }
}

// What is text; pictures and fonts are as small as they get.
const TEXTS: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}
const TEXT_PATH = /^\/(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(css|js|svg)$/

/** Serves public/; an address made by `createAssetAddress` is kept for a year. */
export function serveAssets(folder: string): RequestHandler {
  const router = Router()
  const packed = new Map<string, { stamp: string; file: KeptPage }>()
  router.use(sendText)
  router.use(express.static(folder, { index: false, redirect: false, setHeaders }))
  return router

  async function sendText(req: Request, res: Response, next: NextFunction): Promise<void> {
    const type = TEXTS[TEXT_PATH.exec(req.path)?.[1] ?? '']
    const file = type !== undefined && isRead(req) ? await findFile(req.path, type) : null
    if (file) await sendPacked(req, res, { file, cacheControl: ageOf(req) })
    else next()
  }

  // Read again when it has changed, as it does while somebody works on it.
  async function findFile(path: string, type: string): Promise<KeptPage | null> {
    const name = join(folder, path)
    const stats = await stat(name).catch(() => null)
    if (!stats?.isFile()) return null
    const stamp = `${stats.mtimeMs} ${stats.size}`
    const known = packed.get(path)
    if (known?.stamp === stamp) return known.file
    const file = packFile(type, await readFile(name))
    packed.set(path, { stamp, file })
    return file
  }

  function setHeaders(res: ServerResponse): void {
    res.setHeader('Cache-Control', ageOf((res as Response).req))
  }
}

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD'

const ageOf = ({ url }: Request): string =>
  /[?&]v=[0-9a-f]{12}\b/.test(url) ? 'public, max-age=31536000, immutable' : 'public, max-age=300'
