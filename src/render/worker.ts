import { parentPort } from 'node:worker_threads'
import { createTranslator, readCatalogues } from '../i18n/translate.ts'
import { renderMarkdown } from './pipeline.ts'
import type { Rendered, RenderOptions } from './rendered.ts'

export type RenderJob = { body: string; options: RenderOptions }
export type RenderReply =
  { type: 'ready' } | { type: 'rendered'; rendered: Rendered } | { type: 'failed'; reason: string }

if (parentPort) serveJobs(parentPort)

function serveJobs(port: NonNullable<typeof parentPort>): void {
  const translators = new Map(
    Object.entries(readCatalogues()).map(([language, catalogue]) => [
      baseOf(language),
      createTranslator(language, catalogue),
    ]),
  )
  const english = createTranslator('en', {})
  port.on('message', (job: RenderJob) => {
    port.postMessage(answer(job))
  })
  port.postMessage({ type: 'ready' } satisfies RenderReply)

  function answer({ body, options }: RenderJob): RenderReply {
    const t = translators.get(baseOf(options.language ?? 'en')) ?? english
    try {
      return { type: 'rendered', rendered: renderMarkdown(body, options, t) }
    } catch (error) {
      return { type: 'failed', reason: String(error) }
    }
  }
}

// A text in zh-TW is nearer to the words of zh-CN than to English ones.
function baseOf(language: string): string {
  return language.split('-')[0] ?? ''
}
