import { timingSafeEqual } from 'node:crypto'
import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { hashSecret } from '../../http/secret.ts'
import { addSiteGauges } from './gauges.ts'

/** What Prometheus asks for: there only where METRICS_TOKEN is set, and for who sends it. */
export function metricsRoutes(context: Context): Router {
  const { metrics, config } = context
  const router = Router()
  if (!metrics) return router
  addSiteGauges(context, metrics)
  router.get('/metrics', async (req: Request, res: Response) => {
    res.set('Cache-Control', 'no-store')
    if (isHolder(req.get('authorization'), config.metricsToken)) {
      const { type, text } = await metrics.print()
      res.set('Content-Type', type).send(text)
    } else {
      res.set('WWW-Authenticate', 'Bearer').status(401).type('text/plain')
      res.send('Send METRICS_TOKEN as a bearer token.\n')
    }
  })
  return router
}

// Of equal length, so that the comparison takes the same time whatever is sent.
function isHolder(header: string | undefined, token: string): boolean {
  const sent = /^Bearer (.+)$/i.exec(header ?? '')?.[1] ?? ''
  return timingSafeEqual(Buffer.from(hashSecret(sent)), Buffer.from(hashSecret(token)))
}
