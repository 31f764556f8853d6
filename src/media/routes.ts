import { Router, type NextFunction, type Request, type Response } from 'express'
import type { Context } from '../context.ts'
import { mediaFolder } from './store.ts'

const STORED_NAME = /^[0-9a-f]{32}\.(?:jpg|png|gif|webp|avif)$/

/** The uploads. Their names are made from their content, so they never change and are kept for ever. */
export function mediaRoutes({ config }: Context): Router {
  const root = mediaFolder(config.dataDir)
  const router = Router()
  router.get('/media/:name', show)
  return router

  function show(req: Request, res: Response, next: NextFunction): void {
    const name = String(req.params['name'])
    if (!STORED_NAME.test(name)) {
      next()
      return
    }
    // A name from storage never holds a path; opened as a page of its own it may still do nothing.
    const headers = {
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    }
    res.sendFile(name, { root, headers, immutable: true, maxAge: '365d' }, error => {
      if (error && !res.headersSent) next(isMissing(error) ? undefined : error)
    })
  }
}

function isMissing(error: Error): boolean {
  return 'code' in error && error.code === 'ENOENT'
}
