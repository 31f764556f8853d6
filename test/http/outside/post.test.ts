import type { LookupAddress } from 'node:dns'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { postOutside, type OutsideRequest } from '../../../src/http/outside/post.ts'

async function listen(handler: RequestListener) {
  const seen: string[] = []
  const server = createServer((req, res) => {
    seen.push(req.headers.host ?? '')
    handler(req, res)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { seen, port, url: `http://127.0.0.1:${port}/` }
}

const ask = (asked: Partial<OutsideRequest> & { url: string }) =>
  postOutside({ headers: {}, body: '{}', mayBePrivate: true, ...asked })

test('S70: a name whose addresses are private is never connected to, were it only one of them', async () => {
  const { seen, port } = await listen((_req, res) => void res.end())
  const answers: LookupAddress[][] = [
    [{ address: '127.0.0.1', family: 4 }],
    [
      { address: '8.8.8.8', family: 4 },
      { address: '::ffff:127.0.0.1', family: 6 },
    ],
  ]

  for (const addresses of answers) {
    const url = `http://rebinding.example:${port}/`
    const asked = ask({ url, mayBePrivate: false, resolve: (_host, done) => done(null, addresses) })
    await expect(asked).rejects.toThrow('This host lies in a private network')
  }

  expect(seen).toEqual([])
})

test('S70: it connects to the very address that was checked, asked for once', async () => {
  const { seen, port } = await listen((_req, res) => void res.end('here'))
  const asked: string[] = []

  const answer = await ask({
    url: `http://hooks.example:${port}/`,
    resolve: (host, done) => {
      asked.push(host)
      done(null, [{ address: '127.0.0.1', family: 4 }])
    },
  })

  expect(answer).toEqual({ status: 200, body: 'here' })
  expect([asked, seen]).toEqual([['hooks.example'], [`hooks.example:${port}`]])
})

test('S70: a redirect is an answer and is not followed', async () => {
  const target = await listen((_req, res) => void res.end())
  const { url } = await listen(
    (_req, res) => void res.writeHead(307, { Location: target.url }).end(),
  )

  expect(await ask({ url })).toEqual({ status: 307, body: '' })
  expect(target.seen).toEqual([])
})

test('S70: of an endless answer it reads the beginning', async () => {
  const { url } = await listen((_req, res) => {
    const more = () => {
      while (!res.destroyed && res.write('x'.repeat(65_536)));
      res.once('drain', more)
    }
    more()
  })

  const { status, body } = await ask({ url })

  expect([status, body.length]).toEqual([200, 16_384])
})

test('S70: who answers nothing, or a letter now and then, is given up in time', async () => {
  const silent = await listen(() => undefined)
  const slow = await listen((_req, res) => {
    res.write('a')
  })

  await expect(ask({ url: silent.url, timeoutMs: 300 })).rejects.toThrow(
    'No answer came within ten seconds.',
  )
  expect(await ask({ url: slow.url, timeoutMs: 300 })).toEqual({ status: 200, body: 'a' })
})
