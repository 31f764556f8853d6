import type { Worker } from 'node:worker_threads'
import { mark } from '../i18n/translate.ts'
import { RenderError } from './render-error.ts'
import type { Rendered } from './rendered.ts'
import { startWorker } from './worker-thread.ts'
import type { RenderJob, RenderReply } from './worker.ts'

/** One worker thread, given one text at a time, and replaced when it overruns or dies. */
export type Seat = { run(job: RenderJob): Promise<Rendered>; close(): Promise<void> }

type Limit = { ms: number; message: string }

// Loading the worker's modules is not the text's fault, so it has a limit of its own.
const START_LIMIT = { ms: 60_000, message: mark('The renderer does not start. Please try again.') }

export function createSeat(timeoutMs: number): Seat {
  let worker: Worker | null = null
  return { run, close }

  async function run(job: RenderJob): Promise<Rendered> {
    const isNew = worker === null
    const used = (worker ??= open())
    used.ref()
    try {
      if (isNew) await awaitReply(used, START_LIMIT)
      return await renderWith(used, job)
    } catch (error) {
      // Whatever went wrong, the next text gets a fresh thread.
      worker = null
      await used.terminate()
      throw error
    } finally {
      used.unref()
    }
  }

  function open(): Worker {
    const opened = startWorker()
    // One that dies while idle is forgotten; at work, awaitReply sees it.
    return opened.on('error', forget).on('exit', forget)

    function forget(): void {
      if (worker === opened) worker = null
    }
  }

  async function renderWith(used: Worker, job: RenderJob): Promise<Rendered> {
    const message = mark('This text takes too long to render. Please shorten or simplify it.')
    used.postMessage(job)
    const reply = await awaitReply(used, { ms: timeoutMs, message })
    if (reply.type === 'rendered') return reply.rendered
    const cause = reply.type === 'failed' ? reply.reason : reply.type
    throw new RenderError(mark('This text cannot be rendered. Is something nested too deeply?'), {
      cause,
    })
  }

  async function close(): Promise<void> {
    await worker?.terminate()
  }
}

function awaitReply(worker: Worker, { ms, message }: Limit): Promise<RenderReply> {
  return new Promise<RenderReply>((resolve, reject) => {
    const timer = setTimeout(() => reject(new RenderError(message)), ms)
    worker.once('message', resolve)
    worker.once('error', refuse)
    worker.once('exit', refuse)
    worker.once('message', release)
    worker.once('error', release)
    worker.once('exit', release)

    function refuse(cause: unknown): void {
      reject(new RenderError(mark('The renderer stopped. Please try again.'), { cause }))
    }

    function release(): void {
      clearTimeout(timer)
      worker.off('message', resolve).off('error', refuse).off('exit', refuse)
      worker.off('message', release).off('error', release).off('exit', release)
    }
  })
}
