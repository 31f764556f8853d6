/**
 * A whole Blext for one test. A file whose tests call `openSite()` is named `*.site.test.ts`: its
 * tests run on SQLite and again on PostgreSQL. All other tests (`*.test.ts`) run once.
 */
import { createServer, type Server } from 'node:http'
import { load, type CheerioAPI } from 'cheerio'
import { pino } from 'pino'
import supertest from 'supertest'
import { onTestFinished } from 'vitest'
import { createListener } from '../../src/app.ts'
import { readConfig, type Config } from '../../src/config.ts'
import { closeContext, openContext, type Context } from '../../src/context.ts'
import { bumpContentVersion } from '../../src/db/content-version.ts'
import type { Database, Dialect, Tx } from '../../src/db/doors.ts'
import { createRenderer, type Renderer } from '../../src/render/renderer.ts'
import { letIn } from './entering.ts'
import { copyPrepared, type DatabaseCopy } from './databases.ts'
import { PASSWORD, PEOPLE, type PersonName } from './people.ts'

export type Agent = ReturnType<typeof supertest.agent>
export type Credentials = { email: string; password?: string }

export type Page = {
  status: number
  headers: Record<string, string>
  text: string
  /** The page as cheerio sees it. */
  $: CheerioAPI
}

export type Site = {
  context: Context
  /** The app's own database; what a test writes through it by hand counts as a change of the content. */
  db: Database
  dialect: Dialect
  /** Listening on 127.0.0.1; goes into `supertest(site.app)`. */
  app: Server
  /** The address of the running site, without a slash at its end. */
  url: string
  /** A new visitor with a browser's manners: keeps cookies, says where a form comes from. */
  agent: () => Agent
  /** A visitor who is signed in: one of the four people by a session of theirs, others through the form. */
  signIn: (person: PersonName | Credentials) => Promise<Agent>
  /** GET, as a visitor unless somebody else is given. */
  page: (path: string, agent?: Agent) => Promise<Page>
  /** The site's clock: stands still until it is set. */
  now: () => Date
  setNow: (moment: string | Date) => void
  people: typeof PEOPLE
}

export type SiteOptions = {
  /** True: a database as a newcomer has it, without the four people. */
  empty?: boolean
  config?: Partial<Config>
  /** Where the clock stands. */
  now?: string
  /** True: what is logged as an error does not fail the test. */
  expectErrors?: boolean
}

const NOW = '2026-03-04T05:06:07.000Z'

/** Opens a site on a database of its own; all of it goes away when the test ends. */
export async function openSite(options: SiteOptions = {}): Promise<Site> {
  const clock = { now: new Date(options.now ?? NOW) }
  const copy = await copyPrepared(options.empty === true ? 'empty' : 'peopled')
  const context = await openContext(
    { ...readConfig(environmentOf(copy)), ...options.config },
    {
      log: openLog(options.expectErrors ?? false),
      renderer: shareRenderer(),
      now: () => new Date(clock.now),
    },
  )
  const app = createServer(createListener(context))
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await closeServer(app)
    await closeContext(context)
    await copy.remove()
  })

  return {
    context,
    db: { ...context.db, write: verb => writeContent(context.db, verb) },
    dialect: context.db.dialect,
    app,
    url: addressOf(app),
    agent: () => openAgent(app),
    signIn: person =>
      typeof person !== 'string' || context.config.secure
        ? signIn(app, typeof person === 'string' ? PEOPLE[person] : person)
        : letIn(context, openAgent(app), PEOPLE[person].id),
    page: (path, agent = openAgent(app)) => readPage(agent, path),
    now: () => new Date(clock.now),
    setNow: moment => {
      clock.now = new Date(moment)
    },
    people: PEOPLE,
  }
}

// A service says itself that what readers see has changed; a row that a test writes says nothing.
function writeContent<Result>(db: Database, verb: (tx: Tx) => Promise<Result>): Promise<Result> {
  return db.write(async tx => {
    const result = await verb(tx)
    await bumpContentVersion(tx)
    return result
  })
}

function environmentOf({ databaseUrl, folder }: DatabaseCopy): Record<string, string> {
  return {
    BASE_URL: 'http://blog.example',
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    SESSION_SECRET: 'a secret that only the tests know',
    CACHE_MB: '8',
  }
}

// What would wake somebody at night must not pass unseen here either.
function openLog(expectErrors: boolean): Context['log'] {
  const level = expectErrors ? 'silent' : 'error'
  return pino({ level }, { write: line => console.error(line.trimEnd()) })
}

let renderer: Renderer | undefined

// Starting its threads takes longer than most tests, so all sites of a process share one.
function shareRenderer(): Renderer {
  const shared = (renderer ??= createRenderer())
  return { render: shared.render.bind(shared), close: () => Promise.resolve() }
}

function closeServer(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The site does not listen.')
  return `http://127.0.0.1:${address.port}`
}

/** A visitor of a server, or of whatever listens at an address. */
export function openAgent(app: Server | string): Agent {
  return supertest.agent(app).set('Sec-Fetch-Site', 'same-origin')
}

/** A visitor who has signed in through the form. */
export async function signIn(
  app: Server | string,
  { email, password = PASSWORD }: Credentials,
): Promise<Agent> {
  const agent = openAgent(app)
  const answer = await agent.post('/login').type('form').send({ email, password })
  if (answer.status !== 303) {
    throw new Error(`${email} cannot sign in: ${answer.status}\n${answer.text}`)
  }
  return agent
}

async function readPage(agent: Agent, path: string): Promise<Page> {
  const { status, headers, text } = await agent.get(path)
  return { status, headers, text, $: load(text) }
}
