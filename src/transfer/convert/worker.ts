import { parentPort } from 'node:worker_threads'
import { JOBS, type JobName } from './jobs.ts'

export type ConvertJob = { name: JobName; input: unknown }
export type ConvertReply = { ok: true; output: unknown } | { ok: false; reason: string }

if (parentPort) serveJobs(parentPort)

function serveJobs(port: NonNullable<typeof parentPort>): void {
  port.on('message', (job: ConvertJob) => {
    port.postMessage(answer(job))
  })
  port.postMessage('ready')
}

function answer({ name, input }: ConvertJob): ConvertReply {
  const run = JOBS[name] as (input: unknown) => unknown
  try {
    return { ok: true, output: run(input) }
  } catch (error) {
    return { ok: false, reason: String(error) }
  }
}
