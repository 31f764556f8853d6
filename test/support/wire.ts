import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'

/** What becomes of the next COMMIT: it goes through, it is lost on its way, or its answer is. */
export type Fate = 'passed' | 'lost' | 'unanswered'

/** A wire to a PostgreSQL server that can be cut. */
export type Wire = {
  port: number
  /** Decides about the next COMMIT, once. */
  next: (fate: Fate) => void
  /** Cuts every connection that stands; new ones pass. */
  cut: () => void
  /** Whether what PostgreSQL says comes through to connections that LISTEN; they do not notice. */
  isHeard: (heard: boolean) => void
  close: () => Promise<void>
}

/** Listens on a free port and passes everything on to another one of this machine. */
export async function openWire(target: number): Promise<Wire> {
  const lines = new Set<() => void>()
  let fate: Fate = 'passed'
  let heard = true
  const server = createServer(client => {
    const upstream = connect(target, '127.0.0.1')
    const hangUp = () => {
      client.destroy()
      upstream.destroy()
      lines.delete(hangUp)
    }
    lines.add(hangUp)
    for (const end of [client, upstream]) end.on('error', hangUp).on('close', hangUp)
    passOn(client, upstream, hangUp)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const hangUp of lines) hangUp()
  }
  return {
    port: (server.address() as { port: number }).port,
    next: decided => {
      fate = decided
    },
    cut,
    isHeard: now => {
      heard = now
    },
    close: async () => {
      server.close()
      cut()
      await once(server, 'close')
    },
  }

  function passOn(client: Socket, upstream: Socket, hangUp: () => void): void {
    let unanswered = false
    let listens = false
    client.on('data', (data: Buffer) => {
      const decided = data.includes('COMMIT') ? fate : 'passed'
      if (decided !== 'passed') fate = 'passed'
      listens ||= data.includes('LISTEN ')
      if (decided === 'lost') hangUp()
      else upstream.write(data)
      unanswered ||= decided === 'unanswered'
    })
    upstream.on('data', (data: Buffer) => {
      if (unanswered) hangUp()
      else if (heard || !listens) client.write(data)
    })
  }
}
