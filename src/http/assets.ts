import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler } from 'express'

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

/** Serves public/; an address made by `createAssetAddress` is kept for a year. */
export function serveAssets(folder: string): RequestHandler {
  return express.static(folder, {
    index: false,
    redirect: false,
    setHeaders: res => {
      const versioned = /[?&]v=[0-9a-f]{12}\b/.test(
        (res as { req?: { url?: string } }).req?.url ?? '',
      )
      res.set(
        'Cache-Control',
        versioned ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      )
    },
  })
}
