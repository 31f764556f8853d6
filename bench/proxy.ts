import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** A proxy before several instances: what nginx does with deploy/, as far as a test and the bench need it. */
export type Proxy = { url: string; close: () => Promise<void> }

const REPEATABLE = ['GET', 'HEAD', 'OPTIONS']
const SHUNNED_MS = 1_000

/**
 * Hands each request to the next instance in turn. One that breaks off before it answers is shunned
 * for a second, and the next one is asked: whatever was not sent yet, and else what may be repeated.
 */
export async function openProxy(instances: string[]): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true })
  const turns = takeTurns(instances)
  const server = createServer((req, res) => {
    pass(req, res).catch(() => res.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  async function pass(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const isRepeatable = REPEATABLE.includes(req.method ?? '')
    const body = isRepeatable ? Buffer.alloc(0) : await buffer(req)
    for (const instance of turns.next()) {
      const answer = await ask({ agent, instance, req, body }).catch(codeOf)
      if (typeof answer !== 'string') {
        res.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
        answer.on('error', () => res.destroy()).pipe(res)
        return
      }
      turns.shun(instance)
      if (!isRepeatable && answer !== 'ECONNREFUSED') break
    }
    res.writeHead(502).end()
  }
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? ''

type Asked = { agent: Agent; instance: string; req: IncomingMessage; body: Buffer }

function ask({ agent, instance, req, body }: Asked): Promise<IncomingMessage> {
  const { hostname, port } = new URL(instance)
  const { method = 'GET', url: path, socket } = req
  const known = req.headers['x-forwarded-for']
  const forwarded = [known, socket.remoteAddress].filter(Boolean).join(', ')
  const headers = { ...req.headers, 'x-forwarded-for': forwarded }
  return new Promise((resolve, reject) => {
    request({ agent, host: hostname, port, method, path, headers })
      .once('response', resolve)
      .once('error', reject)
      .end(body)
  })
}

// Those that are shunned come last: they may be all there are.
function takeTurns(instances: string[]): {
  next: () => string[]
  shun: (instance: string) => void
} {
  const shunned = new Map<string, number>()
  let turn = 0
  const isShunned = (instance: string) => (shunned.get(instance) ?? 0) > performance.now()
  return {
    next: () => {
      turn = (turn + 1) % instances.length
      const order = [...instances.slice(turn), ...instances.slice(0, turn)]
      return order.sort((a, b) => Number(isShunned(a)) - Number(isShunned(b)))
    },
    shun: instance => {
      shunned.set(instance, performance.now() + SHUNNED_MS)
    },
  }
}
