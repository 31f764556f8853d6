import type { Config } from '../config.ts'
import type { Read } from '../db/doors.ts'
import type { OwnLink } from '../db/link-index.ts'
import { toSearchDocument, type SearchDocument } from '../db/search-index.ts'
import { findKnownImages } from '../media/known.ts'
import type { Rendered } from '../render/rendered.ts'
import { RENDERER_VERSION, type Renderer } from '../render/renderer.ts'
import { readLanguage } from '../settings/service.ts'
import { readOwnLink } from '../text/own-link.ts'

/** What is computed from a post's text before its transaction begins: columns, the search's words, where it leads to. */
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
  links: OwnLink[]
}

type Tools = { renderer: Renderer; config: Pick<Config, 'baseUrl'>; db: { read: Read } }

/** What is prepared; without a language of its own it has that of the site. */
type Text = { title: string; body: string; excerpt: string; kind?: string; language?: string }

/** Renders a text; throws RenderError when that takes too long. */
export async function prepareText(
  { renderer, config, db }: Tools,
  { title, body, excerpt, kind, language: own = '' }: Text,
): Promise<PreparedText> {
  const images = await findKnownImages(db.read, body, excerpt)
  const language = own || (await readLanguage(db.read))
  const options = { images, language, ...(excerpt === '' ? {} : { excerpt }) }
  const rendered = await renderer.render(body, options)
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
    links: listOwnLinks(rendered, new URL(`/${kind ?? 'post'}s/-`, config.baseUrl)),
  }
}

// Two spellings of one address are one link.
function listOwnLinks({ links, images }: Rendered, page: URL): OwnLink[] {
  const found = new Map<string, OwnLink>()
  const add = (kind: OwnLink['kind'], href: string) => {
    const address = readOwnLink(href, page)
    if (address) found.set(`${kind} ${address.path}#${address.fragment}`, { kind, ...address })
  }
  for (const href of links) add('link', href)
  for (const href of images) add('image', href)
  return [...found.values()]
}
