import { createQueue } from '../../db/queue.ts'
import { mark } from '../../i18n/translate.ts'
import { createSeat } from '../../threads/seat.ts'
import { startThread } from '../../threads/start.ts'
import type { JobInput, JobName, JobOutput } from './jobs.ts'
import type { ConvertJob, ConvertReply } from './worker.ts'

/** Converts foreign texts in a thread of its own, each within a limit of time and memory: they may be written to harm. */
export type Converter = {
  convert<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<Conversion<Name>>
  close(): Promise<void>
}

/** What came of a text, or in one sentence why nothing did. */
export type Conversion<Name extends JobName> =
  { ok: true; output: JobOutput<Name> } | { ok: false; text: string }

const TIMEOUT_MS = 10_000
const MAX_HEAP_MB = 512

/** Opens a converter; its thread starts with the first text and does not keep the process alive while idle. */
export function openConverter({ timeoutMs = TIMEOUT_MS } = {}): Converter {
  const enqueue = createQueue()
  const seat = createSeat<ConvertJob, ConvertReply>({
    start: () =>
      startThread(new URL('./worker', import.meta.url), {
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      }),
    timeoutMs,
    describe: (fault, cause) => new ConvertError(FAULTS[fault], { cause }),
  })
  return {
    convert: (name, input) => enqueue(() => convert(name, input)),
    close: () => seat.close(),
  }

  async function convert<Name extends JobName>(
    name: Name,
    input: JobInput<Name>,
  ): Promise<Conversion<Name>> {
    try {
      const reply = await seat.run({ name, input })
      return reply.ok
        ? { ok: true, output: reply.output as JobOutput<Name> }
        : { ok: false, text: TOO_DEEP }
    } catch (error) {
      if (!(error instanceof ConvertError)) throw error
      return { ok: false, text: error.message }
    }
  }
}

class ConvertError extends Error {}

const TOO_DEEP = mark('This text cannot be converted. Is something nested too deeply?')

const FAULTS = {
  start: mark('The thread that converts texts does not start. Please try again.'),
  slow: mark('This text takes too long to convert.'),
  stopped: mark('This text takes too much memory to convert.'),
}
