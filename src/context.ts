import { join } from 'node:path'
import { pino, type Logger } from 'pino'
import { createBackground, type Background } from './background.ts'
import type { Config } from './config.ts'
import type { Database } from './db/doors.ts'
import { openDatabase } from './db/open.ts'
import { createTranslator, readCatalogues, type Translate } from './i18n/translate.ts'
import { createRenderer, type Renderer } from './render/renderer.ts'
import { openMetrics, type Metrics } from './metrics/metrics.ts'
import { createMailer, type Mailer } from './mail/mailer.ts'
import { openStorage, type Storage } from './storage/storage.ts'

/** Everything the app needs, opened once and passed in. */
export type Context = {
  config: Config
  db: Database
  log: Logger
  renderer: Renderer
  /** The uploaded files. */
  storage: Storage
  background: Background
  /** As `background`, for what takes minutes: it looks at `closing` on its way. */
  slowWork: Background
  /** Says that the program is about to end. */
  closing: AbortController
  mail: Mailer
  /** Null where METRICS_TOKEN is not set. */
  metrics: Metrics | null
  /** The clock; tests have their own. */
  now: () => Date
  /** The translator of one of the languages that ship; any other gives English. */
  translate: (language: string) => Translate
}

type Parts = { log?: Logger; renderer?: Renderer; now?: () => Date }

const LOG_CHUNK_BYTES = 4_096
const LOG_DELAY_MS = 100
const LOG_WAITING_BYTES = 1024 * 1024

/** The folders that the program reads while it runs, wherever it was started from. */
export const root = join(import.meta.dirname, '..')

/** The folder of the migrations that this program brings. */
export const MIGRATIONS = join(root, 'prisma', 'migrations')

/** Opens what a migrated site needs; `parts` replaces the outside things. Close it with `closeContext`. */
export async function openContext(config: Config, parts: Parts = {}): Promise<Context> {
  const translators = new Map(
    Object.entries(readCatalogues()).map(([language, catalogue]) => [
      language,
      createTranslator(language, catalogue),
    ]),
  )
  const english = createTranslator('en', {})
  const log = parts.log ?? openLog(config)
  return {
    config,
    db: await openDatabase(config.databaseUrl),
    log,
    renderer: parts.renderer ?? createRenderer(),
    storage: await openStorage(config),
    background: createBackground(log),
    slowWork: createBackground(log),
    closing: new AbortController(),
    mail: createMailer(config, log),
    metrics: await openMetrics(config),
    now: parts.now ?? (() => new Date()),
    translate: language => translators.get(language) ?? translators.get('en') ?? english,
  }
}

// Lines are written together, a tenth of a second late at most: one write for each would take a
// quarter of the requests that a second has room for.
function openLog({ logLevel }: Config): Logger {
  const lines = pino.destination({
    ...{ sync: false, minLength: LOG_CHUNK_BYTES, periodicFlush: LOG_DELAY_MS },
    maxLength: LOG_WAITING_BYTES,
  })
  // A disk that takes no more lines is no reason to serve no more pages: they wait, then they are
  // dropped, and go on once there is room.
  lines.on('error', () => undefined)
  return pino({ level: logLevel, timestamp: pino.stdTimeFunctions.isoTime }, lines)
}

/** Closes in the reverse order of opening. */
export async function closeContext(context: Context): Promise<void> {
  context.closing.abort()
  await context.slowWork.close()
  await context.background.close()
  await context.renderer.close()
  context.storage.close()
  await context.db.close()
}
