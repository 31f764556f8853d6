import { Router, type Request, type Response } from 'express'
import type { Context } from '../context.ts'

/** For whoever watches the process: is it alive, can it serve? */
export function healthRoutes({ db, log }: Context): Router {
  const router = Router()
  router.get('/healthz', alive)
  router.get('/readyz', ready)
  return router

  function alive(_req: Request, res: Response) {
    res.set('Cache-Control', 'no-store').type('text/plain').send('ok\n')
  }

  async function ready(_req: Request, res: Response) {
    const isReady = await db.contentVersion().then(
      () => true,
      (error: unknown) => {
        log.warn({ err: error }, 'the database does not answer')
        return false
      },
    )
    res.set('Cache-Control', 'no-store').type('text/plain')
    res.status(isReady ? 200 : 503).send(isReady ? 'ready\n' : 'the database does not answer\n')
  }
}
