import { Router, type Request, type Response } from 'express'
import { requireSignIn } from '../../accounts/guard.ts'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { writeTo } from '../../transfer/export/target.ts'
import { openZip } from '../../transfer/export/zip-target.ts'
import { exportOwnData } from './export.ts'

/** All that is kept of a person, as one zip for them. */
export function ownDataRoutes(context: Context): Router {
  const { now } = context
  const router = Router()
  router.use('/account', requireSignIn)
  router.get('/account/export.zip', download)
  return router

  async function download(_req: Request, res: Response) {
    const { id, username } = requirePerson(res)
    res.attachment(`${username}-${now().toISOString().slice(0, 10)}.zip`)
    const target = openZip(res, now())
    await writeTo(target, zip => exportOwnData(context, zip, id)).catch(ignoreHangUp)
  }
}

// Whoever gets half a zip sees that it is broken; who wanted no more of it needs no answer.
function ignoreHangUp(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
}
