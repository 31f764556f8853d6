import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Config } from '../config.ts'

const STOP_LIMIT_MS = 8_000
const MAX_CONNECTIONS = 10_000
const SLOWEST_BYTES_A_SECOND = 64 * 1024
const MAX_UNREAD_BYTES = 64 * 1024 * 1024

/** How long the server is patient with who is slow. */
export type Patience = {
  /** Until the whole head of a request must be there. */
  headMs: number
  /** Until a whole request must be there. */
  requestMs: number
  /** How long nothing at all may come, and nothing be taken, but while the server itself is at work. */
  silentMs: number
  /** How often it is looked whether a request is late. */
  lookMs: number
}

/** A file of the largest size comes through a slow line, nothing waits for ever. */
export function patienceFor({ maxUploadBytes }: Pick<Config, 'maxUploadBytes'>): Patience {
  const largestMs = (maxUploadBytes / SLOWEST_BYTES_A_SECOND) * 1000
  return {
    ...{ headMs: 20_000, silentMs: 60_000, lookMs: 10_000 },
    requestMs: Math.max(5 * 60_000, largestMs),
  }
}

/** Listens as the configuration says; `stop` lets the running requests end, for 8 s at most. */
export async function listen(
  listener: RequestListener,
  config: Pick<Config, 'host' | 'port' | 'maxUploadBytes'>,
  patience = patienceFor(config),
): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = createServer(
    {
      requestTimeout: patience.requestMs,
      headersTimeout: patience.headMs,
      connectionsCheckingInterval: patience.lookMs,
      keepAliveTimeout: 5_000,
    },
    listener,
  )
  server.maxHeadersCount = 200
  server.maxConnections = MAX_CONNECTIONS
  const hangUp = hangUpWhenStopping(server)
  hangUpOnSilent(server, patience.silentMs)
  hangUpOnEndless(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : config.port,
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

// Who has asked for something long waits in silence too, and is not to blame.
function hangUpOnSilent(server: Server, silentMs: number): void {
  const working = new Map<Socket, ServerResponse>()
  server.prependListener('request', (req, res: ServerResponse) => {
    working.set(req.socket, res)
    res.once('close', () => {
      if (working.get(req.socket) === res) working.delete(req.socket)
    })
  })
  server.setTimeout(silentMs, socket => {
    const res = working.get(socket)
    if (res?.req.complete && !res.headersSent) socket.setTimeout(silentMs)
    else socket.destroy()
  })
}

// Node drops what still comes of a request that was answered before its end, were it for ever: a
// browser shows the answer only when it could send all.
function hangUpOnEndless(server: Server): void {
  server.prependListener('request', (req, res: ServerResponse) => {
    // Before Node's own, which would drop it unseen.
    res.prependListener('finish', () => {
      if (req.complete) return
      const limit = req.socket.bytesRead + MAX_UNREAD_BYTES
      req.on('data', () => {
        if (req.socket.bytesRead > limit) req.socket.destroy()
      })
      req.read(0)
    })
  })
}
