import { Router, type Request, type Response } from 'express'
import createError from 'http-errors'
import type { Context } from '../context.ts'
import { endpoints, publicEndpoints } from './endpoints.ts'
import { limitRequests, provideHolder, requireHolder } from './holder.ts'
import { describeApi } from './openapi.ts'
import { serve, servePublic } from './serve.ts'

/** The REST API: closed but to holders of a token, except for its own description and the public part. */
export function apiRoutes(context: Context): Router {
  const router = Router()
  router.use('/api/v1', provideHolder(context), limitRequests())
  router.get('/api/v1/openapi.json', describe)
  for (const endpoint of publicEndpoints) router.get(endpoint.path, servePublic(context, endpoint))
  router.use('/api/v1/public', (_req, _res, next) => next(createError(404)))
  router.use('/api/v1', requireHolder)
  for (const endpoint of endpoints) router[endpoint.method](endpoint.path, serve(context, endpoint))
  router.use('/api', (_req, _res, next) => next(createError(404)))
  return router

  function describe(_req: Request, res: Response) {
    const { title } = res.locals.site
    res.json(describeApi({ title, baseUrl: context.config.baseUrl }))
  }
}
