/** Requests that two servers could read in two ways, sent to ours and, where it is installed, through nginx. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { listen } from '../../src/http/server.ts'
import { makeFolder } from '../support/folder.ts'
import { findFreePort } from '../support/postgresql.ts'

const hasNginx = spawnSync('nginx', ['-v']).status === 0

const AMBIGUOUS = {
  'a length and chunks':
    'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n',
  'two lengths':
    'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 37\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n',
  'chunks that are none':
    'POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n',
}
const BARE_FEEDS =
  'POST /a HTTP/1.1\nHost: a\nContent-Length: 0\nX: y\rContent-Length: 37\n\nGET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

test('S76: a request that could be read in two ways is refused, and nothing of it is done', async () => {
  const { port, seen } = await openUpstream()

  const statuses = []
  for (const request of [...Object.values(AMBIGUOUS), BARE_FEEDS]) {
    statuses.push(await send(port, request))
  }

  expect(statuses).toEqual(statuses.map(() => 400))
  expect(seen).not.toContain('/smuggled')
})

test('S76: nor does any pass the proxy of deploy/, whose file nginx finds good', async () => {
  const upstream = await openUpstream()
  const proxied = hasNginx ? await openNginx(upstream.port) : upstream.port

  const good = await send(proxied, 'GET /good HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  const statuses = []
  for (const request of Object.values(AMBIGUOUS)) statuses.push(await send(proxied, request))
  await send(proxied, BARE_FEEDS)

  expect(good).toBe(200)
  expect(statuses.filter(status => ![400, 501].includes(status))).toEqual([])
  expect(upstream.seen).not.toContain('/smuggled')
})

async function openUpstream(): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = []
  const server = await listen(
    (req, res) => {
      seen.push(req.url ?? '')
      req.resume().on('end', () => res.end('ok'))
    },
    readConfig({ SESSION_SECRET: 'x'.repeat(32), PORT: '0' }),
  )
  onTestFinished(() => server.stop())
  return { port: server.port, seen }
}

async function openNginx(upstream: number): Promise<number> {
  const folder = makeFolder('nginx')
  const port = await findFreePort()
  const file = join(folder.path, 'nginx.conf')
  const config = readFileSync('deploy/nginx.conf', 'utf8')
    .replace(/server blext-\d:3000/g, `server 127.0.0.1:${upstream}`)
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replace('/tmp/nginx.pid', join(folder.path, 'nginx.pid'))
  writeFileSync(file, config)
  const args = ['-p', folder.path, '-c', file, '-e', 'stderr']
  const checked = spawnSync('nginx', [...args, '-t'], { encoding: 'utf8' })
  expect(checked.stderr).toContain('test is successful')
  const nginx = spawn('nginx', [...args, '-g', 'daemon off;'], { stdio: 'ignore' })
  onTestFinished(async () => {
    nginx.kill('SIGTERM')
    await once(nginx, 'exit')
    folder.remove()
  })
  await expect
    .poll(() =>
      fetch(`http://127.0.0.1:${port}/good`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200)
  return port
}

/** Sends bytes as they are; gives the status of the first answer. */
async function send(port: number, request: string): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part)).on('error', () => undefined)
  socket.write(request)
  socket.setTimeout(3_000, () => socket.destroy())
  await once(socket, 'close')
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(Buffer.concat(parts).toString('latin1'))?.[1] ?? 0)
}
