import type { Request } from 'express'
import type { z } from 'zod'
import type { SignedIn } from '../accounts/signed-in.ts'
import type { Scope } from '../accounts/tokens/tokens.ts'
import type { Context } from '../context.ts'
import type { SiteSettings } from '../settings/service.ts'
import type { Translate } from '../i18n/translate.ts'

/** A request as an endpoint sees it: who asks, and what for, read by the endpoint's own schemas. */
export type Call<Query = unknown, Body = unknown> = {
  person: SignedIn
  params: Request['params']
  query: Query
  body: Body
  /** The header `If-Match`; '' when there is none. */
  ifMatch: string
  site: SiteSettings
  t: Translate
  /** For what no schema reads: a file that is sent. */
  request: Request
}

export type Answer = {
  /** 200 if not given. */
  status?: number
  /** Sent as JSON; nothing for 204. */
  body?: unknown
  headers?: Record<string, string>
}

/** One verb at one address; the same object serves it and describes it in the OpenAPI document. */
export type Endpoint = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** The whole path, as the router has it. */
  path: string
  tag: string
  summary: string
  scope: Scope
  query?: z.ZodType
  body?: z.ZodType
  /** Whether a form with the field `file` is sent instead of JSON. */
  takesFile?: boolean
  /** Whether the request must say which version it means. */
  needsIfMatch?: boolean
  /** The good answers by status; null = without a body. */
  answers: Record<number, z.ZodType | null>
  run: (context: Context, call: Call) => Promise<Answer>
}

/** As an endpoint, for everybody, where the site lets everybody read what is public. */
export type PublicEndpoint = Omit<Endpoint, 'method' | 'scope' | 'run'> & {
  method: 'get'
  scope: 'public'
  run: (context: Context, call: PublicCall) => Promise<Answer>
}

export type PublicCall<Query = unknown> = Pick<Call<Query>, 'params' | 'query' | 'site'>

/** A public endpoint whose `run` gets what its own schema gives. */
export function publicEndpoint<Query extends z.ZodType>(
  typed: Pick<PublicEndpoint, 'path' | 'tag' | 'summary' | 'answers'> & {
    query?: Query
    run: (context: Context, call: PublicCall<z.output<Query>>) => Promise<Answer>
  },
): PublicEndpoint {
  return { ...typed, method: 'get', scope: 'public' } as unknown as PublicEndpoint
}

type Typed<Query extends z.ZodType, Body extends z.ZodType> = Omit<
  Endpoint,
  'query' | 'body' | 'run'
> & {
  query?: Query
  body?: Body
  run: (context: Context, call: Call<z.output<Query>, z.output<Body>>) => Promise<Answer>
}

/** An endpoint whose `run` gets what its own schemas give. */
export function endpoint<Query extends z.ZodType, Body extends z.ZodType>(
  typed: Typed<Query, Body>,
): Endpoint {
  return typed as unknown as Endpoint
}
