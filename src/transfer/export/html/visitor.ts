import { Agent, createServer, get, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What the site answers somebody who is not signed in. */
export type Answer = {
  status: number
  type: string
  location: string
  /** The whole of it as text. */
  text: () => Promise<string>
  /** The whole of it as a stream; whoever takes neither calls `skip`. */
  stream: IncomingMessage
  skip: () => void
}

export type Visitor = { ask: (path: string) => Promise<Answer>; leave: () => Promise<void> }

/** Asks a site for pages, over the loopback of this machine, as a reader would. */
export async function openVisitor(listener: RequestListener): Promise<Visitor> {
  const server = createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  return {
    ask: path => ask({ port, agent }, path),
    leave: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function ask(to: { port: number; agent: Agent }, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get({ ...to, host: '127.0.0.1', path }, stream => {
      const { statusCode: status = 0, headers } = stream
      resolve({
        ...{ status, stream, location: headers.location ?? '' },
        type: headers['content-type'] ?? '',
        text: () => text(stream),
        skip: () => stream.resume(),
      })
    }).once('error', reject)
  })
}
