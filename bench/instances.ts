import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../src/db/open.ts'
import {
  ask,
  askAgain,
  keepOn,
  signInAt,
  titleOf,
  writeOnce,
  type Answer,
  type Writer,
} from '../test/instances/load.ts'
import { makeFolder } from '../test/support/folder.ts'
import { addPeople, PASSWORD, PEOPLE } from '../test/support/people.ts'
import { startPostgresql, type PostgresqlServer } from '../test/support/postgresql.ts'
import { generateBlog } from './generate.ts'
import { load, percentiles } from './load.ts'
import { choosePages, type Page } from './pages.ts'
import { startProgram, type Program } from './program.ts'
import { openProxy } from './proxy.ts'

const CONNECTIONS = 20
const WRITERS = 8
const CHANGES = 50
const PAGES = 80

type Blog = {
  server: PostgresqlServer
  environment: Record<string, string>
  pages: Page[]
  /** The address of the post that is changed and looked at. */
  watched: string
}

const WATCHED = 300

type Cluster = { url: string; instances: Program[]; close: () => Promise<void> }

/** One instance against two behind a proxy, on one PostgreSQL; then one is killed, then PostgreSQL. */
export async function benchInstances(posts: number, seconds: number): Promise<void> {
  const folder = makeFolder('bench-instances')
  // As PostgreSQL is by default: what it said it kept, it keeps.
  const server = await startPostgresql(
    ...['fsync=on', 'synchronous_commit=on', 'full_page_writes=on'],
  )
  try {
    const DATABASE_URL = `${server.url}/postgres`
    const environment = {
      ...{ DATABASE_URL, DATA_DIR: folder.path, TRUST_PROXY: '1', BACKUPS_KEPT: '0' },
      ...{ LOG_LEVEL: 'warn', SESSION_SECRET: 'only for this run, and nobody else knows it' },
    }
    await generateBlog(DATABASE_URL, posts)
    const db = await openDatabase(DATABASE_URL)
    await addPeople(db)
    const pages = await choosePages(db.read)
    const { slug } = await db.read.post.findUniqueOrThrow({ where: { id: WATCHED } })
    await db.close()
    console.log(`\n${posts} posts on PostgreSQL, behind a proxy of our own`)
    await measureBoth({ server, environment, pages, watched: `/posts/${slug}` }, seconds)
  } finally {
    await server.stop()
    folder.remove()
  }
}

async function measureBoth(blog: Blog, seconds: number): Promise<void> {
  for (const count of [1, 2]) {
    const uncached = await openCluster(blog, count, { CACHE_MB: '0' })
    await printPages(`${count} × not cached`, { cluster: uncached, pages: blog.pages, seconds })
    await uncached.close()
    const cached = await openCluster(blog, count)
    await printPages(`${count} × cached`, { cluster: cached, pages: blog.pages, seconds })
    await printEdits(count, cached, seconds)
    if (count === 2) {
      await printAgreement(cached, blog.watched)
      await printRestart(blog.server, cached)
      await printDeath(cached)
    }
    await cached.close()
  }
}

async function openCluster(
  { environment }: Blog,
  count: number,
  more: Record<string, string> = {},
): Promise<Cluster> {
  const instances: Program[] = []
  for (let number = 0; number < count; number += 1) {
    const instance = await startProgram(
      () => ['dist/main.js', 'serve'],
      port => ({ ...environment, ...more, PORT: String(port) }),
    )
    instances.push(instance)
  }
  const proxy = await openProxy(instances.map(({ url }) => url))
  return {
    ...{ url: proxy.url, instances },
    close: async () => {
      await proxy.close()
      for (const instance of instances) await instance.stop()
    },
  }
}

type Asked = { cluster: Cluster; pages: Page[]; seconds: number }

async function printPages(name: string, { cluster, pages, seconds }: Asked): Promise<void> {
  for (const { name: page, path } of pages.filter(one => ['home', 'post'].includes(one.name))) {
    const before = cpuOf(cluster)
    const { perSecond, p50, p99 } = await load(cluster.url + path, {
      ...{ seconds, connections: CONNECTIONS },
    })
    // One second more was spent on warming up.
    const each = (cpuOf(cluster) - before) / (perSecond * (seconds + 1))
    console.log(
      `${name}, ${page}: ${perSecond.toFixed(0)} a second, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; ${each.toFixed(2)} ms of an instance's processor each`,
    )
  }
}

const cpuOf = ({ instances }: Cluster): number =>
  instances.reduce((sum, instance) => sum + instance.cpuMs(), 0)

const signIn = (url: string) => signInAt(url, PEOPLE.edith.email, PASSWORD)

async function printEdits(count: number, cluster: Cluster, seconds: number): Promise<void> {
  const { url } = cluster
  const cookie = await signIn(url)
  const writers = openWriters(count * 100)
  for (const writer of writers) await findVersion(url, cookie, writer)
  const before = cpuOf(cluster)
  const answers = await drive(
    writers.map(writer => () => writeOnce(url, cookie, writer)),
    seconds * 1000,
  )
  const saved = answers.filter(({ status }) => status === 303).map(({ ms }) => ms)
  const { p50, p99 } = percentiles(saved)
  const each = (cpuOf(cluster) - before) / saved.length
  console.log(
    `${count} ×, re-edits through the form by ${WRITERS} people: ${(saved.length / seconds).toFixed(0)} a second, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; ${each.toFixed(0)} ms of an instance's processor each`,
  )
}

const openWriters = (from: number): Writer[] =>
  Array.from({ length: WRITERS }, (_, at) => ({ post: from + at, sent: 0, saved: 0, answers: [] }))

// Each edit names the version that it was made of.
async function findVersion(url: string, cookie: string, writer: Writer): Promise<void> {
  const { text } = await ask(`${url}/admin/posts/${writer.post}/edit`, { cookie })
  const [, version = '1'] = /name="version" value="(\d+)"/.exec(text) ?? []
  writer.saved = Number(version) - 1
}

async function drive(steps: (() => Promise<Answer>)[], ms: number): Promise<Answer[]> {
  const answers: Answer[] = []
  const loops = steps.map(step => keepOn(async () => answers.push(await step()), 0))
  await pause(ms)
  await Promise.all(loops.map(({ stop }) => stop()))
  return answers
}

async function printAgreement({ instances: [one, two] }: Cluster, path: string): Promise<void> {
  if (!one || !two) throw new Error('There are not two.')
  const cookie = await signIn(one.url)
  const writer: Writer = { post: WATCHED, sent: 0, saved: 0, answers: [] }
  await findVersion(one.url, cookie, writer)
  const times: number[] = []
  for (let change = 0; change < CHANGES; change += 1) {
    await ask(two.url + path)
    await writeOnce(one.url, cookie, writer)
    const answered = performance.now()
    const title = titleOf(WATCHED, writer.saved)
    while (!(await ask(two.url + path)).text.includes(title)) await pause(1)
    times.push(performance.now() - answered)
  }
  const { p50, p99 } = percentiles(times)
  console.log(
    `2 ×, until the other one shows a change: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  )
}

async function printDeath(cluster: Cluster): Promise<void> {
  const reads = driveReaders(cluster)
  await pause(1_000)
  await cluster.instances[0]?.kill()
  await pause(3_000)
  const answers = await reads.stop()
  const failed = answers.filter(({ status }) => status !== 200)
  console.log(
    `2 ×, one killed: ${failed.length} of ${answers.length} reads failed, after one retry`,
  )
}

async function printRestart(server: PostgresqlServer, cluster: Cluster): Promise<void> {
  const reads = driveReaders(cluster)
  await pause(1_000)
  await server.crash()
  await pause(2_000)
  await server.startAgain()
  const back = performance.now()
  for (const { url } of cluster.instances) {
    while ((await ask(`${url}/readyz`)).status !== 200) await pause(5)
  }
  const ready = performance.now() - back
  await pause(1_000)
  const answers = await reads.stop()
  const refused = answers.filter(({ status }) => status === 503).length
  const failed = answers.filter(({ status }) => status !== 200 && status !== 503)
  console.log(
    `2 ×, PostgreSQL away for 2 s: of ${answers.length} reads ${answers.length - refused - failed.length} answered, ${refused} told to come again (503), ${failed.length} failed (${failed.map(({ status }) => status).join(', ')}); ready ${ready.toFixed(0)} ms after its return`,
  )
}

// The home page was kept; of the hundred that follow it most were not.
function driveReaders({ url }: Cluster): { stop: () => Promise<Answer[]> } {
  const answers: Answer[] = []
  const loops = Array.from({ length: 4 }, () =>
    keepOn(async () => {
      const path = answers.length % 2 === 0 ? '/' : `/?page=${(answers.length % PAGES) + 1}`
      answers.push(await askAgain(url + path))
    }, 5),
  )
  return {
    stop: async () => {
      await Promise.all(loops.map(({ stop }) => stop()))
      return answers
    },
  }
}
