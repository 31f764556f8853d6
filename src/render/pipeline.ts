import type { Root } from 'hast'
import rehypeParse from 'rehype-parse'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { createTranslator, type Translate } from '../i18n/translate.ts'
import { plainSummary } from '../text/excerpt.ts'
import { countWords } from '../text/words.ts'
import { decorate } from './decorate.ts'
import { takeBeforeMore } from './excerpt-tree.ts'
import { collectHeadings, nameHeadings } from './headings.ts'
import { dropIds, listImages, listLinks, matchLocalLinks } from './links.ts'
import { parseMarkdown } from './markdown.ts'
import type { Rendered, RenderOptions } from './rendered.ts'
import { closedSchema } from './schema.ts'
import { readProse, readText } from './prose.ts'
import { placeContents } from './contents.ts'

/** Renders a body as clean HTML and what else is stored with it. May hang or throw on hostile text: renderer.ts guards it. */
export function renderMarkdown(
  body: string,
  options: RenderOptions = {},
  t: Translate = createTranslator('en', {}),
): Rendered {
  const tree = parseHtml(parseMarkdown(body, t))
  nameHeadings(tree)
  const excerpt = renderExcerpt(tree, options, t)
  const clean = cleanTree(tree, options.idPrefix ?? 'user-content-')
  matchLocalLinks(clean, options.idPrefix ?? 'user-content-')
  const { links, images, ...shown } = excerpt
  const facts = {
    ...shown,
    summary: excerpt.summary || summarize(clean),
    words: countWords(readText(clean)),
    headings: collectHeadings(clean),
    links: [...new Set([...listLinks(clean), ...links])],
    images: [...new Set([...listImages(clean), ...images])],
  }
  placeContents(clean, facts.headings, { isWanted: options.toc ?? false, t })
  decorate(clean, t, { images: options.images ?? {}, isAlone: true })
  return { html: writeHtml(clean), ...facts }
}

function renderExcerpt(
  whole: Root,
  { excerpt, images = {} }: RenderOptions,
  t: Translate,
): Pick<Rendered, 'excerptHtml' | 'summary' | 'links' | 'images'> {
  const source = excerpt?.trim() ? parseHtml(parseMarkdown(excerpt, t)) : takeBeforeMore(whole)
  if (!source) return { excerptHtml: '', summary: '', links: [], images: [] }
  const clean = cleanTree(source, '')
  dropIds(clean)
  placeContents(clean, [], { isWanted: false, t })
  const summary = summarize(clean)
  const listed = { links: listLinks(clean), images: listImages(clean) }
  decorate(clean, t, { images, isAlone: false })
  return { excerptHtml: writeHtml(clean).trim(), summary, ...listed }
}

function parseHtml(html: string): Root {
  return unified().use(rehypeParse, { fragment: true }).parse(html)
}

function cleanTree(tree: Root, idPrefix: string): Root {
  return unified().use(rehypeSanitize, closedSchema(idPrefix)).runSync(tree)
}

function summarize(clean: Root): string {
  return plainSummary(readProse(clean)) || plainSummary(readText(clean))
}

function writeHtml(tree: Root): string {
  return unified().use(rehypeStringify).stringify(tree)
}
