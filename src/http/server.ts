import { createServer, type RequestListener } from 'node:http'
import type { Config } from '../config.ts'

const STOP_LIMIT_MS = 8_000

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
        server.close(() => {
          clearTimeout(limit)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}
