import type { Logger } from 'pino'

const LAST_MS = 15_000
const FAULT = 'Something failed that nothing caught; the log says what. Start Blext again.'

/**
 * Waits until the process is to end: by a signal, or by an error that nothing caught, of which nobody
 * knows what it left half done. Either way what runs still ends; after an error within 15 s. A second
 * signal or error ends the process at once.
 */
export function awaitEnding(log: Logger): Promise<NodeJS.Signals | Error> {
  return new Promise(resolve => {
    const end = (ending: NodeJS.Signals | Error) => {
      process.off('SIGTERM', end).off('SIGINT', end).off('uncaughtException', fail)
      resolve(ending)
    }
    const fail = (cause: Error, origin: string) => {
      log.fatal({ err: cause, origin }, 'nothing caught this: the process drains and ends')
      setTimeout(() => process.exit(1), LAST_MS).unref()
      end(new Error(FAULT, { cause }))
    }
    // A promise that fails while nobody waits for it arrives here too.
    process.on('SIGTERM', end).on('SIGINT', end).on('uncaughtException', fail)
  })
}
