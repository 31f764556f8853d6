import type { ServerResponse } from 'node:http'
import type { Locals } from 'express'
import { makePage, type KeptPage } from './page.ts'

const KEPT_STATUSES = [200, 301]

/**
 * Calls `take` instead of ending the answer, when it can be kept (it then ends it itself), and `leave`
 * when it cannot. `parameters` are those that its key was made of.
 */
export function capture(
  res: ServerResponse,
  parameters: readonly string[],
  { take, leave }: { take: (page: KeptPage) => void; leave: () => void },
): void {
  const end = res.end.bind(res) as (...given: unknown[]) => ServerResponse
  res.end = ((...given: unknown[]) => {
    res.end = end as ServerResponse['end']
    const page = isKept(res, parameters) ? readPage(res, given) : null
    if (page) take(page)
    else {
      leave()
      end(...given)
    }
    return res
  }) as ServerResponse['end']
}

function isKept(res: ServerResponse, parameters: readonly string[]): boolean {
  const { keptBy } = (res as { locals?: Partial<Locals> }).locals ?? {}
  const control = String(res.getHeader('cache-control') ?? '')
  return (
    keptBy === parameters &&
    KEPT_STATUSES.includes(res.statusCode) &&
    !res.headersSent &&
    !res.hasHeader('set-cookie') &&
    !/no-store|private/i.test(control)
  )
}

function readPage(res: ServerResponse, [chunk, encoding]: unknown[]): KeptPage | null {
  if (typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) return null
  const body = typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk
  const headers = res
    .getHeaderNames()
    .map((name): [string, string] => [name, String(res.getHeader(name))])
  return makePage({ status: res.statusCode, headers, body })
}
