import type { Request, RequestHandler, Response } from 'express'
import createError from 'http-errors'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { readForm } from '../http/form.ts'
import { Problem } from '../http/problem.ts'
import { mark } from '../i18n/translate.ts'
import type { Answer, Call, Endpoint, PublicEndpoint } from './endpoint.ts'
import { answerOnce } from './idempotency.ts'

/** Serves an endpoint: checks what the token may, reads what was sent by the endpoint's schemas, answers. */
export function serve(context: Context, endpoint: Endpoint): RequestHandler {
  return async (req, res) => {
    const call = readCall(endpoint, req, res)
    const run = () => endpoint.run(context, call)
    const key = req.get('idempotency-key') ?? ''
    const asked = { key, method: req.method, path: req.originalUrl, body: req.body as unknown }
    const answer =
      key !== '' && req.method === 'POST'
        ? await answerOnce(context, { ...asked, personId: call.person.id }, run)
        : await run()
    send(res, answer)
  }
}

/** Serves what everybody may read, if the site lets everybody read it. */
export function servePublic(context: Context, endpoint: PublicEndpoint): RequestHandler {
  return async (req, res) => {
    const { site } = res.locals
    if (!site.publicApi) throw createError(404)
    const query = endpoint.query ? read(endpoint.query, req.query, 400) : {}
    const answer = await endpoint.run(context, { params: req.params, query, site })
    res.set('Cache-Control', 'public, no-cache')
    send(res, answer)
  }
}

function readCall(endpoint: Endpoint, req: Request, res: Response): Call {
  const { holder, site, t } = res.locals
  if (!holder) throw new Error('This address stands outside the guard')
  if (!holder.scopes.includes(endpoint.scope)) {
    throw new Problem(403, mark('This token may not do that: it lacks the scope.'))
  }
  const ifMatch = req.get('if-match') ?? ''
  if (endpoint.needsIfMatch && ifMatch === '') {
    throw new Problem(428, mark('Say in If-Match which version you mean, as its ETag has it.'))
  }
  return {
    person: holder.person,
    params: req.params,
    query: endpoint.query ? read(endpoint.query, req.query, 400) : {},
    body: endpoint.body ? read(endpoint.body, requireJson(req), 422) : {},
    ...{ ifMatch, site, t, request: req },
  }
}

function requireJson(req: Request): unknown {
  if (req.is('application/json') !== 'application/json') {
    throw new Problem(415, mark('Send JSON: Content-Type: application/json.'))
  }
  return req.body as unknown
}

function read(schema: z.ZodType, sent: unknown, status: number): unknown {
  if (Array.isArray(sent)) return readList(schema, sent, status)
  const form = readForm(schema, sent)
  if (form.ok) return form.values
  throw new Problem(status, mark('Something in it cannot be accepted.'), form.errors)
}

function readList(schema: z.ZodType, sent: unknown[], status: number): unknown {
  const parsed = schema.safeParse(sent)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(issue => [issue.path.join('.'), issue.message])
  throw new Problem(
    status,
    mark('Something in it cannot be accepted.'),
    Object.fromEntries(errors) as Record<string, string>,
  )
}

function send(res: Response, { status = 200, headers = {}, body }: Answer): void {
  res.status(status).set(headers)
  if (body === undefined) res.end()
  else res.type('application/json').send(JSON.stringify(body))
}
