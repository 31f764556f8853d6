import { mark } from '../../i18n/translate.ts'
import type { AddNote } from '../html/notes.ts'
import { addParagraphs } from './autop.ts'

type Mark = {
  name: string
  kind: 'open' | 'close' | 'alone'
  start: number
  end: number
}

const BLOCK =
  /<!--\s{1,10}(\/)?wp:([a-z][\w-]{0,60}(?:\/[a-z][\w-]{0,60})?)\s{1,10}(\{(?:(?!-->)[\s\S]){0,20000}?\}\s{1,10})?(\/)?-->/gu

/** True for a text of the block editor. */
export const hasBlocks = (text: string): boolean => /<!--\s+\/?wp:/u.test(text)

/** Tells code blocks their language, which stands in the comment before them only. */
export function nameLanguages(text: string): string {
  return text.replace(
    /(<!--\s{1,10}wp:[\w/-]{1,120}\s{1,10}\{[^{}]{0,2000}"language":"([\w+#.-]{1,30})"[^{}]{0,2000}\}\s{1,10}-->\s{0,10})<pre\b/gu,
    '$1<pre data-lang="$2"',
  )
}

/** Puts the blocks that are used in several posts into the text, `find` gives each by its number. */
export function insertSharedBlocks(text: string, find: (id: number) => string | undefined): string {
  return text.replace(
    /<!--\s{1,10}wp:block\s{1,10}\{[^{}]{0,500}?"ref":(\d{1,12})[^{}]{0,500}\}\s{1,10}\/-->/gu,
    (whole, id: string) => find(Number(id)) ?? whole,
  )
}

/** Makes plain HTML of blocks: what is between them is of the classic editor, and what only WordPress could draw is said and left out. */
export function takeBlocks(text: string, footnotes: string, say: AddNote): string {
  const marks = listMarks(text)
  const drawn = new Set<string>()
  let html = ''
  let at = 0
  let depth = 0
  for (const { name, kind, start, end } of marks) {
    if (depth === 0) html += addParagraphs(text.slice(at, start))
    else html += text.slice(at, start)
    if (kind === 'alone') html += drawAlone(name, footnotes, drawn)
    depth = Math.max(0, depth + (kind === 'open' ? 1 : 0) - (kind === 'close' ? 1 : 0))
    at = end
  }
  if (drawn.size > 0) {
    const sentence = mark('What WordPress itself draws was left out: {names}.')
    say(sentence, { names: [...drawn].join(', ') })
  }
  return html + (depth === 0 ? addParagraphs(text.slice(at)) : text.slice(at))
}

function listMarks(text: string): Mark[] {
  return Array.from(text.matchAll(BLOCK), match => {
    const [whole, closes, name = '', , isAlone] = match
    const kind = closes ? 'close' : isAlone ? 'alone' : 'open'
    return { name, kind, start: match.index, end: match.index + whole.length }
  })
}

const UNSEEN = new Set(['spacer', 'post-title', 'post-content', 'site-logo'])

function drawAlone(name: string, footnotes: string, drawn: Set<string>): string {
  if (name === 'footnotes') return footnotes
  if (name === 'separator') return '<hr>'
  if (!UNSEEN.has(name)) drawn.add(name)
  return ''
}
