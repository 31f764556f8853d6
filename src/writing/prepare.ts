import { toSearchDocument, type SearchDocument } from '../db/search-index.ts'
import type { Renderer } from '../render/renderer.ts'
import { RENDERER_VERSION } from '../render/renderer.ts'

/** What is computed from a post's text before its transaction begins: columns, and the search's words. */
export type PreparedText = {
  columns: {
    title: string
    body: string
    html: string
    excerpt: string
    excerptHtml: string
    summary: string
    words: number
    rendererVersion: number
  }
  search: SearchDocument
}

/** Renders a text; throws RenderError when that takes too long. */
export async function prepareText(
  { renderer }: { renderer: Renderer },
  { title, body, excerpt }: { title: string; body: string; excerpt: string },
): Promise<PreparedText> {
  const rendered = await renderer.render(body, excerpt === '' ? {} : { excerpt })
  const { html, excerptHtml, summary, words } = rendered
  return {
    columns: {
      title,
      body,
      html,
      excerpt,
      excerptHtml,
      summary,
      words,
      rendererVersion: RENDERER_VERSION,
    },
    search: toSearchDocument(title, html),
  }
}
