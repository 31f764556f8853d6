import type { Rendered, RenderOptions } from './rendered.ts'

/** Stored with what was rendered; raised whenever the same Markdown gives other HTML. */
export const RENDERER_VERSION = 1

/** Renders in worker threads, each text within a hard limit of time. */
export type Renderer = {
  /** Rejects with a RenderError if the text cannot be rendered in time. */
  render(body: string, options?: RenderOptions): Promise<Rendered>
  close(): Promise<void>
}

/** A text that cannot be rendered; its message is a sentence for the author. */
export class RenderError extends Error {
  override name = 'RenderError'
}

export function createRenderer(_options?: { workers?: number; timeoutMs?: number }): Renderer {
  throw new Error('not yet')
}
