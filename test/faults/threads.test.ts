import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { answers, prepareBlog, serveBuilt, type Served } from '../support/built.ts'
import { runScript } from '../support/old-rows.ts'
import { PEOPLE } from '../support/people.ts'
import { openAgent, signIn, type Agent } from '../support/site.ts'
import { assertSound } from '../support/sound.ts'
import { times } from '../support/times.ts'

// A busy machine takes its time for each process.
vi.setConfig({ testTimeout: times(180_000, 600_000) })

const PRELOAD = { node: ['--import', './test/support/preload.mjs'] }

const add = (agent: Agent, title: string, body: string) =>
  agent.post('/admin/posts').type('form').send({ title, body, tags: 'a', status: 'published' })

const preview = (agent: Agent, body: string) =>
  agent.post('/admin/posts/preview').accept('json').send({ title: 'A', body })

test('R18: threads that are killed, run out of memory or out of time fail one request, and the next ones work', async () => {
  const env = await prepareBlog('peopled', { BLEXT_HEAP_MB: '48' })
  const served = await serveBuilt(env, PRELOAD)
  const agent = await signIn(served.url, PEOPLE.edith)
  expect((await add(agent, 'First', 'A *first* text.')).status).toBe(303)

  for (let round = 0; round < 3; round += 1) {
    const many = Array.from({ length: 10 }, () => preview(agent, 'Some *text*. '.repeat(500)))
    served.tell({ killThreads: true })
    const statuses = (await Promise.all(many)).map(({ status }) => status)
    expect(statuses.filter(status => ![200, 422].includes(status))).toEqual([])
    served.tell({ killThreads: true })
    // The search that meets the end of its thread is refused, the next one is not.
    expect([200, 503]).toContain((await openAgent(served.url).get('/search?q=first')).status)
    expect((await openAgent(served.url).get('/search?q=text')).status).toBe(200)
  }
  const huge = await add(agent, 'Huge', '<i>*a*</i> [b](c) `d` '.repeat(45_000))
  expect(huge.status).toBe(422)
  expect(huge.text).toContain('&lt;i&gt;*a*&lt;/i&gt;')
  const slow = await add(agent, 'Slow', '*a _b **c __d '.repeat(20_000))
  expect([303, 422]).toContain(slow.status)

  for (let n = 0; n < times(50, 1_000); n += 1) {
    const answer = await preview(agent, `Text *${n}*.`)
    expect(answer.status).toBe(200)
    expect(answer.text).toContain(`<em>${n}</em>`)
  }
  await assertSound(env)
})

test('R19: what fails in one request fails in no other; without a file descriptor left it goes on when there are some', async () => {
  const env = await prepareBlog()
  const served = await serveBuilt(env)
  const agent = await signIn(served.url, PEOPLE.edith)
  expect((await add(agent, 'Broken', 'x')).status).toBe(303)
  expect((await add(agent, 'Whole', 'x')).status).toBe(303)
  await runScript(
    env['DATABASE_URL'] ?? '',
    "UPDATE revisions SET tags = 'no JSON' WHERE post_id = 1",
  )

  const asked = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const post = (n % 2) + 1
      const { status } = await agent.get(`/admin/posts/${post}/revisions/1`)
      return [post, status]
    }),
  )

  expect(asked.filter(([post, status]) => status !== (post === 1 ? 500 : 200))).toEqual([])
  expect((await openAgent(served.url).get('/')).status).toBe(200)

  const open = readdirSync(`/proc/${served.pid}/fd`).length
  limitDescriptors(served.pid, String(open + 2))
  const sockets = openConnections(served, 40)
  await pause(200)
  for (const socket of sockets) socket.destroy()
  limitDescriptors(served.pid, 'unlimited')

  await answers(served.url)
  expect((await fetch(served.url)).status).toBe(200)
  served.kill('SIGTERM')
  expect(await served.ended).toBe(0)
})

test.each(['thrown', 'refused'])(
  'R19: an error that is %s where nothing catches it is logged, cuts no request, and ends the process with 1',
  async fault => {
    const env = await prepareBlog('peopled', { LOG_LEVEL: 'fatal' })
    const served = await serveBuilt(env, PRELOAD)
    const agent = await signIn(served.url, PEOPLE.edith)
    const running = Array.from({ length: 8 }, (_, n) =>
      add(agent, `Post ${n}`, 'text '.repeat(9_000)),
    )

    const first = await Promise.race(running)
    served.tell({ fault })
    const statuses = [first, ...(await Promise.allSettled(running))].map(readStatus)

    expect(await served.ended).toBe(1)
    expect(served.said.stdout).toContain(`${fault} on purpose`)
    expect(served.said.stdout).toContain('"level":60')
    expect(served.said.stderr).toContain('Something failed that nothing caught')
    expect(statuses.filter(status => status !== 303 && status !== 'unheard')).toEqual([])
    await assertSound(env)
  },
)

// Whoever was not connected when it stopped listening was not heard, and knows it.
function readStatus(answer: { status: number } | PromiseSettledResult<{ status: number }>) {
  if (typeof answer.status === 'number') return answer.status
  return answer.status === 'fulfilled' ? answer.value.status : 'unheard'
}

test(
  'R19: with little memory it serves, saves and renders on and on, and holds no more than before',
  async () => {
    const env = await prepareBlog('peopled', { CACHE_MB: '8' })
    const served = await serveBuilt(env, { node: ['--max-old-space-size=128'] })
    const agent = await signIn(served.url, PEOPLE.edith)
    const text = 'Some *text* of a post. '.repeat(times(300, 2_000))
    const measured: number[] = []

    for (let round = 0; round < times(4, 200); round += 1) {
      for (let n = 0; n < times(3, 15); n += 1) {
        expect((await add(agent, `Round ${round} of ${n}`, text)).status).toBe(303)
        const paths = ['/', '/tags/a', '/feed.xml', `/search?q=text+${n}`, '/admin/posts']
        const answers = await Promise.all(paths.map(path => agent.get(path)))
        expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200))
      }
      measured.push(readResidentMb(served.pid))
    }

    // The first rounds fill what is kept; from then on it is the same again and again.
    const [settled = 0] = measured.slice(Math.floor(measured.length / 2))
    expect(Math.max(...measured.slice(-3))).toBeLessThan(settled * 1.25 + 20)
    served.kill('SIGTERM')
    expect(await served.ended).toBe(0)
    await assertSound(env)
  },
  times(3, 120) * 60_000,
)

function readResidentMb(pid: number): number {
  const [, kilobytes = '0'] =
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

function limitDescriptors(pid: number, limit: string): void {
  const soft = limit === 'unlimited' ? readHardLimit(pid) : limit
  const { status } = spawnSync('prlimit', ['--pid', String(pid), `--nofile=${soft}:`])
  expect(status).toBe(0)
}

function readHardLimit(pid: number): string {
  const args = ['--pid', String(pid), '--nofile', '--raw', '--noheadings', '--output=HARD']
  return String(spawnSync('prlimit', args).stdout).trim()
}

function openConnections({ url }: Served, count: number): Socket[] {
  const port = Number(new URL(url).port)
  return Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    return socket
  })
}
