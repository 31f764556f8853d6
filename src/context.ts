import { join } from 'node:path'
import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'
import type { Database } from './db/doors.ts'
import { openDatabase } from './db/open.ts'
import { createTranslator, readCatalogues, type Translate } from './i18n/translate.ts'
import { createRenderer, type Renderer } from './render/renderer.ts'

/** Everything the app needs, opened once and passed in. */
export type Context = {
  config: Config
  db: Database
  log: Logger
  renderer: Renderer
  /** The clock; tests have their own. */
  now: () => Date
  /** The translator of one of the languages that ship; any other gives English. */
  translate: (language: string) => Translate
}

type Parts = { log?: Logger; renderer?: Renderer; now?: () => Date }

/** The folders that the program reads while it runs, wherever it was started from. */
export const root = join(import.meta.dirname, '..')

/** Opens what a migrated site needs; `parts` replaces the outside things. Close it with `closeContext`. */
export async function openContext(config: Config, parts: Parts = {}): Promise<Context> {
  const translators = new Map(
    Object.entries(readCatalogues()).map(([language, catalogue]) => [
      language,
      createTranslator(language, catalogue),
    ]),
  )
  const english = createTranslator('en', {})
  return {
    config,
    db: await openDatabase(config.databaseUrl),
    log: parts.log ?? pino({ level: config.logLevel, timestamp: pino.stdTimeFunctions.isoTime }),
    renderer: parts.renderer ?? createRenderer(),
    now: parts.now ?? (() => new Date()),
    translate: language => translators.get(language) ?? translators.get('en') ?? english,
  }
}

/** Closes in the reverse order of opening. */
export async function closeContext(context: Context): Promise<void> {
  await context.renderer.close()
  await context.db.close()
}
