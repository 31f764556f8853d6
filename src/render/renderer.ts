import { mark } from '../i18n/translate.ts'
import { RenderError } from './render-error.ts'
import type { Rendered, RenderOptions } from './rendered.ts'
import { createSeat, type Seat } from './seat.ts'
import type { RenderJob } from './worker.ts'

export { RenderError } from './render-error.ts'

/** Stored with what was rendered; raised whenever the same Markdown gives other HTML. */
export const RENDERER_VERSION = 2

/** Renders in worker threads, each text within a hard limit of time. */
export type Renderer = {
  /** Rejects with a RenderError if the text cannot be rendered in time. */
  render(body: string, options?: RenderOptions): Promise<Rendered>
  close(): Promise<void>
}

type Waiting = {
  job: RenderJob
  resolve: (rendered: Promise<Rendered>) => void
  reject: (error: RenderError) => void
}

/** Opens a renderer; its threads start with the first texts and do not keep the process alive while idle. */
export function createRenderer({ workers = 1, timeoutMs = 2000 } = {}): Renderer {
  const seats = Array.from({ length: workers }, () => createSeat(timeoutMs))
  const idle = [...seats]
  const queue: Waiting[] = []
  let isClosed = false
  return { render, close }

  function render(body: string, options: RenderOptions = {}): Promise<Rendered> {
    if (isClosed) return Promise.reject(new RenderError(mark('The renderer is closed.')))
    return new Promise((resolve, reject) => {
      queue.push({ job: { body, options }, resolve, reject })
      seatNext()
    })
  }

  async function close(): Promise<void> {
    isClosed = true
    for (const { reject } of queue.splice(0))
      reject(new RenderError(mark('The renderer is closed.')))
    await Promise.all(seats.map(seat => seat.close()))
  }

  function seatNext(): void {
    const [seat, next] = [idle[0], queue[0]]
    if (!seat || !next) return
    idle.shift()
    queue.shift()
    next.resolve(seat.run(next.job).finally(() => leave(seat)))
  }

  function leave(seat: Seat): void {
    idle.push(seat)
    seatNext()
  }
}
