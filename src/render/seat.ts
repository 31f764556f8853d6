import { mark } from '../i18n/translate.ts'
import { createSeat as createThreadSeat, type Seat as ThreadSeat } from '../threads/seat.ts'
import { RenderError } from './render-error.ts'
import type { Rendered } from './rendered.ts'
import { startWorker } from './worker-thread.ts'
import type { RenderJob, RenderReply } from './worker.ts'

/** One rendering thread, given one text at a time, and replaced when it overruns or dies. */
export type Seat = ThreadSeat<RenderJob, Rendered>

const FAULTS = {
  start: mark('The renderer does not start. Please try again.'),
  slow: mark('This text takes too long to render. Please shorten or simplify it.'),
  stopped: mark('The renderer stopped. Please try again.'),
}

export function createSeat(timeoutMs: number): Seat {
  const seat = createThreadSeat<RenderJob, RenderReply>({
    start: startWorker,
    timeoutMs,
    describe: (fault, cause) => new RenderError(FAULTS[fault], { cause }),
  })
  return { run: async job => takeRendered(await seat.run(job)), close: () => seat.close() }
}

function takeRendered(reply: RenderReply): Rendered {
  if (reply.type === 'rendered') return reply.rendered
  const cause = reply.type === 'failed' ? reply.reason : reply.type
  throw new RenderError(mark('This text cannot be rendered. Is something nested too deeply?'), {
    cause,
  })
}
