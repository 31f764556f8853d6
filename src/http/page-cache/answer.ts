import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { capture } from './capture.ts'
import { takeOff, type Flights, type Landing } from './flights.ts'
import type { Key } from './key.ts'
import { compressPage, type KeptPage } from './page.ts'
import { chooseForm, sendPage, type Wish } from './send.ts'
import type { Store } from './store.ts'

/** What is kept of one state of the content, and what is being made. */
export type Generation = { pages: Store; flights: Flights }

/** What is kept, and who answers what is not. */
export type KeptPages = {
  app: RequestListener
  log: Logger
  /** Writes the line of a request when it has ended; gives its id. */
  logPlain: (req: IncomingMessage, res: ServerResponse) => string
  findGeneration: () => Promise<Generation>
}

type Asked = { req: IncomingMessage; res: ServerResponse; key: Key; wish: Wish }

type Land = ReturnType<typeof takeOff>

/** Answers with the kept page, else renders it once for all who ask for it meanwhile. */
export async function answerKept(pages: KeptPages, asked: Asked): Promise<void> {
  const { req, res, key } = asked
  // Whatever is wrong with the database, the app says so.
  const generation = await pages.findGeneration().catch(() => null)
  const found = generation && (await findPage(generation, key.name))
  if (generation === null || found === null) pages.app(req, res)
  else if ('land' in found) renderPage(pages, asked, { generation, land: found.land })
  else sendKept(pages, asked, { page: found.page, generation, id: pages.logPlain(req, res) })
}

// The page that is there, or becomes there meanwhile; `land` for whoever is to render it, which
// nobody else may come between; null: it is not one to be kept.
async function findPage(
  generation: Generation,
  name: string,
): Promise<{ page: KeptPage } | { land: Land } | null> {
  for (;;) {
    const page = generation.pages.get(name)
    if (page) return { page }
    const flight = generation.flights.get(name)
    if (!flight) return { land: takeOff(generation.flights, name) }
    const landing: Landing = await flight
    if (landing === 'not kept') return null
    if (landing !== 'gone') return { page: landing }
  }
}

function renderPage(
  pages: KeptPages,
  asked: Asked,
  { generation, land }: { generation: Generation; land: Land },
): void {
  const { req, res, key } = asked
  const restore = askForWhole(req)
  res.once('close', () => land('gone'))
  capture(res, key.parameters, {
    take: page => {
      restore()
      generation.pages.set(key.name, page)
      land(page)
      const id = String(res.getHeader('x-request-id'))
      void growPage(pages, asked, { page, generation }).then(() =>
        sendKept(pages, asked, { page, generation, id }),
      )
    },
    leave: () => {
      restore()
      land('not kept')
    },
  })
  // Whoever went away while this was looked for will not close once more.
  if (res.destroyed) land('gone')
  pages.app(req, res)
}

function sendKept(
  pages: KeptPages,
  asked: Asked,
  { page, generation, id }: { page: KeptPage; generation: Generation; id: string },
): void {
  const { res, wish } = asked
  sendPage(res, page, chooseForm(page, wish.accepts).form, { ...wish, id })
  void growPage(pages, asked, { page, generation })
}

// Whoever has the page rendered waits for it a millisecond or two: a smaller page is there sooner.
async function growPage(
  { log }: KeptPages,
  { key, wish }: Asked,
  { page, generation }: { page: KeptPage; generation: Generation },
): Promise<void> {
  const { missing } = chooseForm(page, wish.accepts)
  if (missing === null) return
  try {
    generation.pages.grow(key.name, page, await compressPage(page, missing))
  } catch (error) {
    log.warn({ err: error }, 'a page could not be compressed')
  }
}

// What is kept is the whole page, whatever its first reader has of it: the condition and HEAD are
// seen to when it is sent.
function askForWhole(req: IncomingMessage): () => void {
  const { method, headers } = req
  req.method = 'GET'
  req.headers = { ...headers }
  delete req.headers['if-none-match']
  delete req.headers['if-modified-since']
  return () => {
    Object.assign(req, { method, headers })
  }
}
