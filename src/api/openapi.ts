import { z } from 'zod'
import { endpoints, publicEndpoints } from './endpoints.ts'
import type { Endpoint, PublicEndpoint } from './endpoint.ts'

type Json = Record<string, unknown>

type Described = Endpoint | PublicEndpoint

const ProblemShape = z.object({
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

const REFUSALS: Record<number, string> = {
  401: 'No token, or one that has ended',
  403: 'The token or the person may not do this',
  404: 'It is not there, or not yours to see',
  429: 'Too many requests; Retry-After says how long to wait',
}

const PUBLIC_REFUSALS: Record<number, string> = {
  400: 'The query cannot be accepted',
  404: 'It is not there, not public, or this site keeps the public part closed',
  429: 'Too many requests; Retry-After says how long to wait',
}

/** The API as an OpenAPI 3.1 document, made of the schemas that check what is sent. */
export function describeApi({ title, baseUrl }: { title: string; baseUrl: URL }): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: `${title}: API`,
      version: '1',
      description:
        'Tokens are made in your account. Lists have pages; their addresses stand in Link. POST takes an Idempotency-Key. Errors are application/problem+json.',
    },
    servers: [{ url: baseUrl.origin }],
    security: [{ token: [] }],
    paths: describePaths(),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(ProblemShape, 'output') },
    },
  }
}

function describePaths(): Json {
  const paths: Record<string, Json> = {}
  for (const endpoint of [...endpoints, ...publicEndpoints]) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method]: describeEndpoint(endpoint) }
  }
  return paths
}

function describeEndpoint(endpoint: Described): Json {
  const { method, path, tag, summary, scope, answers } = endpoint
  const isPublic = scope === 'public'
  const refusals = Object.entries({
    ...(isPublic ? PUBLIC_REFUSALS : REFUSALS),
    ...ownRefusals(endpoint),
  })
  return {
    operationId: `${method}${path.replace('/api/v1', '').replace(/[/:-]+(\w)/g, (_all, letter: string) => letter.toUpperCase())}`,
    ...{ tags: [tag], summary, description: `Scope: ${scope}` },
    ...(isPublic && { security: [] }),
    parameters: describeParameters(endpoint),
    ...describeBody(endpoint),
    responses: Object.fromEntries([
      ...Object.entries(answers).map(([status, shape]) => [status, describeAnswer(shape)]),
      ...refusals.map(([status, description]) => [status, describeRefusal(description)]),
    ]) as Json,
  }
}

function describeBody({ body, takesFile }: Described): Json {
  if (!body && !takesFile) return {}
  const content = body
    ? { 'application/json': { schema: schemaOf(body, 'input') } }
    : { 'multipart/form-data': { schema: FILE } }
  return { requestBody: { required: true, content } }
}

const FILE = {
  type: 'object',
  required: ['file'],
  properties: { file: { type: 'string', format: 'binary' } },
}

function ownRefusals({ body, takesFile, needsIfMatch }: Described): Record<number, string> {
  return {
    ...(takesFile && {
      413: 'The file is too large',
      415: 'The file is of no kind that is taken',
      422: 'The file is not what it says it is',
    }),
    ...(body && {
      415: 'The body is not JSON',
      422: 'Something in it cannot be accepted; errors names the fields',
    }),
    ...(needsIfMatch && { 412: 'If-Match is stale', 428: 'If-Match is missing' }),
  }
}

function describeAnswer(shape: z.ZodType | null): Json {
  if (!shape) return { description: 'Done' }
  return {
    description: 'Done',
    content: { 'application/json': { schema: schemaOf(shape, 'output') } },
  }
}

function describeRefusal(description: string): Json {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description, content: { 'application/problem+json': { schema } } }
}

function describeParameters({ method, path, query, needsIfMatch }: Described): Json[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'integer' } },
  }))
  const properties = query ? (schemaOf(query, 'output')['properties'] as Json) : {}
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    schema,
  }))
  const headers = [
    ...(needsIfMatch ? [{ name: 'If-Match', in: 'header', required: true }] : []),
    ...(method === 'post' ? [{ name: 'Idempotency-Key', in: 'header' }] : []),
  ].map(header => ({ ...header, schema: { type: 'string' } }))
  return [...inPath, ...inQuery, ...headers]
}

// A schema stands whole where it is used: a generator of clients names it by its title.
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const json = z.toJSONSchema(schema, {
    ...{ io, unrepresentable: 'any', reused: 'inline' },
    override: ({ zodSchema, jsonSchema }) => {
      const { id } = z.globalRegistry.get(zodSchema) ?? {}
      if (id !== undefined) jsonSchema.title = id
      delete jsonSchema.id
    },
  }) as Json
  delete json['$schema']
  return json
}
