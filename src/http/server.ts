import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Config } from '../config.ts'

const STOP_LIMIT_MS = 8_000
const MAX_CONNECTIONS = 10_000

/** Listens as the configuration says; `stop` lets the running requests end, for 8 s at most. */
export async function listen(
  listener: RequestListener,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = createServer(
    { requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 5_000 },
    listener,
  )
  server.maxHeadersCount = 200
  server.maxConnections = MAX_CONNECTIONS
  const hangUp = hangUpWhenStopping(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop: () =>
      new Promise(resolve => {
        const limit = setTimeout(() => server.closeAllConnections(), STOP_LIMIT_MS)
        hangUp()
        server.close(() => {
          clearTimeout(limit)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

// A kept connection would bring request after request until it is cut in the midst of one: each
// answer that begins after the stop says that it is the last, each that had begun ends idle.
function hangUpWhenStopping(server: Server): () => void {
  const open = new Set<ServerResponse>()
  let stopping = false
  const sayLast = (res: ServerResponse) => {
    if (!res.headersSent) res.setHeader('Connection', 'close')
  }
  server.prependListener('request', (_req, res: ServerResponse) => {
    if (stopping) sayLast(res)
    open.add(res)
    res.once('close', () => {
      open.delete(res)
      if (stopping) server.closeIdleConnections()
    })
  })
  return () => {
    stopping = true
    for (const res of open) sayLast(res)
  }
}
