import { mark } from '../i18n/translate.ts'
import type { Rendered, RenderOptions } from './rendered.ts'
import type { RenderJob, RenderReply } from './worker.ts'
import { startWorker } from './worker-thread.ts'
import type { Worker } from 'node:worker_threads'

/** Stored with what was rendered; raised whenever the same Markdown gives other HTML. */
export const RENDERER_VERSION = 1

/** Renders in worker threads, each text within a hard limit of time. */
export type Renderer = {
  /** Rejects with a RenderError if the text cannot be rendered in time. */
  render(body: string, options?: RenderOptions): Promise<Rendered>
  close(): Promise<void>
}

type Task = RenderJob & {
  resolve: (rendered: Rendered) => void
  reject: (error: RenderError) => void
}
type Seat = { worker: Worker | null; isReady: boolean; task: Task | null; timer?: NodeJS.Timeout }

// Loading the worker's modules is not the text's fault, so it has a limit of its own.
const START_LIMIT_MS = 60_000

/** A text that cannot be rendered; its message is a sentence for the author. */
export class RenderError extends Error {
  override name = 'RenderError'
}

/** Opens a renderer; its threads start with the first text and do not keep the process alive while idle. */
export function createRenderer({ workers = 1, timeoutMs = 2000 } = {}): Renderer {
  const seats = Array.from({ length: workers }, (): Seat => ({
    worker: null,
    isReady: false,
    task: null,
  }))
  const queue: Task[] = []
  let isClosed = false
  return { render, close }

  function render(body: string, options: RenderOptions = {}): Promise<Rendered> {
    return new Promise((resolve, reject) => {
      if (isClosed) { reject(new RenderError(mark('The renderer is closed.'))); return; }
      queue.push({ body, options, resolve, reject })
      seatTasks()
    })
  }

  async function close(): Promise<void> {
    isClosed = true
    const closing = mark('The renderer is closed.')
    for (const task of queue.splice(0)) task.reject(new RenderError(closing))
    await Promise.all(seats.map(seat => abandon(seat, closing)))
  }

  function seatTasks(): void {
    for (const seat of seats) {
      if (seat.task) continue
      const task = queue.shift()
      if (!task) return
      seat.task = task
      if (seat.worker && seat.isReady) begin(seat, seat.worker, task)
      else open(seat)
    }
  }

  function open(seat: Seat): void {
    const worker = startWorker()
    seat.worker = worker
    limit(seat, START_LIMIT_MS, mark('The renderer does not start. Please try again.'))
    worker.on('message', (reply: RenderReply) => {
      receive(seat, worker, reply)
    })
    worker.on('error', error => {
      void abandon(seat, mark('This text cannot be rendered: the renderer stopped.'), {
        worker,
        error,
      })
    })
    worker.on('exit', () => {
      void abandon(seat, mark('This text cannot be rendered: the renderer stopped.'), { worker })
    })
  }

  function begin(seat: Seat, worker: Worker, { body, options }: Task): void {
    worker.ref()
    limit(
      seat,
      timeoutMs,
      mark('This text takes too long to render. Shorten it or simplify its marks.'),
    )
    worker.postMessage({ body, options } satisfies RenderJob)
  }

  function receive(seat: Seat, worker: Worker, reply: RenderReply): void {
    if (seat.worker !== worker) return
    clearTimeout(seat.timer)
    if (reply.type === 'ready') {
      seat.isReady = true
      if (seat.task) begin(seat, worker, seat.task)
    } else {
      const task = seat.task
      seat.task = null
      worker.unref()
      if (task) settle(task, reply)
      seatTasks()
    }
  }

  function limit(seat: Seat, ms: number, message: string): void {
    seat.timer = setTimeout(() => void abandon(seat, message), ms)
  }

  // The seat's worker is given up and its task refused; the next task starts another one.
  async function abandon(
    seat: Seat,
    message: string,
    of?: { worker: Worker; error?: unknown },
  ): Promise<void> {
    const { worker, task } = seat
    if (of && of.worker !== worker) return
    clearTimeout(seat.timer)
    Object.assign(seat, { worker: null, isReady: false, task: null })
    task?.reject(new RenderError(message, { cause: of?.error }))
    seatTasks()
    await worker?.terminate()
  }
}

function settle(task: Task, reply: Exclude<RenderReply, { type: 'ready' }>): void {
  if (reply.type === 'rendered') {
    task.resolve(reply.rendered)
  } else {
    const message = mark('This text cannot be rendered: its marks are nested too deeply.')
    task.reject(new RenderError(message, { cause: reply.reason }))
  }
}
