import { parentPort } from 'node:worker_threads'
import { createTranslator, readCatalogues } from '../i18n/translate.ts'
import { renderMarkdown } from './pipeline.ts'
import type { Rendered, RenderOptions } from './rendered.ts'

export type RenderJob = { body: string; options: RenderOptions }
export type RenderReply =
  { type: 'ready' } | { type: 'rendered'; rendered: Rendered } | { type: 'failed'; reason: string }

if (parentPort) serveJobs(parentPort)

function serveJobs(port: NonNullable<typeof parentPort>): void {
  const catalogues = readCatalogues()
  port.on('message', (job: RenderJob) => {
    port.postMessage(answer(job))
  })
  port.postMessage({ type: 'ready' } satisfies RenderReply)

  function answer({ body, options }: RenderJob): RenderReply {
    const language = options.language ?? 'en'
    const t = createTranslator(language, catalogues[language] ?? {})
    try {
      return { type: 'rendered', rendered: renderMarkdown(body, options, t) }
    } catch (error) {
      return { type: 'failed', reason: String(error) }
    }
  }
}
