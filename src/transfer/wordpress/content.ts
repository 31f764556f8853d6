import { treeToMarkdown } from '../html/to-markdown.ts'
import { collectNotes, type Converted } from '../html/notes.ts'
import { parseHtml } from '../html/tree.ts'
import { mark } from '../../i18n/translate.ts'
import { addParagraphs } from './autop.ts'
import { hasBlocks, insertSharedBlocks, nameLanguages, takeBlocks } from './blocks.ts'
import { openPlaceholders, withoutMarks, type Placeholders } from './placeholders.ts'
import { takeCode, takeShortcodes } from './shortcodes.ts'

/** An uploaded picture that a gallery may show; its caption is HTML. */
export type Picture = { id: number; url: string; alt: string; caption: string; isOwn: boolean }

export type WordPressText = {
  content: string
  pictures: readonly Picture[]
  /** The blocks that this text shares with others, by their number. */
  blocks: readonly (readonly [number, string])[]
  footnotes: readonly { id: string; content: string }[]
}

/** The text of a WordPress post as Markdown: blocks and classic text, shortcodes and all. */
export function wordPressToMarkdown(text: WordPressText): Converted {
  const { notes, add } = collectNotes()
  const keep = openPlaceholders()
  const blocks = new Map(text.blocks)
  const whole = insertSharedBlocks(withoutMarks(text.content), id => blocks.get(id))
  const run = { keep, pictures: text.pictures, say: add }
  const coded = keepCode(takeCode(keepFormulas(nameLanguages(whole), keep), run), keep)
  const replaced = takeShortcodes(coded, run)
  const html = hasBlocks(replaced)
    ? takeBlocks(replaced, drawFootnotes(text.footnotes), add)
    : addParagraphs(replaced)
  if (html.includes('<!--nextpage-->')) add(mark('It was cut into several pages; here it is one.'))
  const markdown = treeToMarkdown(parseHtml(keep.restoreHtml(html)), add)
  return { markdown: keep.restoreMarkdown(markdown), notes }
}

function keepCode(text: string, keep: Placeholders): string {
  return text.replace(
    /<(pre|code)\b[^<>]{0,1000}>(?:(?!<\/?\1\b)[\s\S]){0,200000}<\/\1>/giu,
    whole => keep.keepHtml(whole),
  )
}

function keepFormulas(text: string, keep: Placeholders): string {
  return text.replace(/\$latex\s([^$\n<>]{1,2000})\$/gu, (_whole, formula: string) =>
    keep.keepMarkdown(`$${decodeFormula(formula.replace(/&(?:fg|bg|s)=\w+/gu, '').trim())}$`),
  )
}

const decodeFormula = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

function drawFootnotes(footnotes: WordPressText['footnotes']): string {
  const items = footnotes.map(
    ({ id, content }) => `<li id="${id.replace(/[^\w-]/gu, '')}">${content}</li>`,
  )
  return items.length === 0 ? '' : `<ol class="wp-block-footnotes">${items.join('')}</ol>`
}
