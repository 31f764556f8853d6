import { IN_HEADING, isUnseen, writeWords } from './formatted-words.ts'

/** An item stands by itself as word processors have it, a list is whole. */
type Block = { text: string; kind: 'item' | 'list' | 'other' }

const FORMATTED =
  'h1,h2,h3,h4,h5,h6,a[href],b,strong,i,em,s,del,ul,ol,blockquote,table,pre,code,img,hr,[style*="font-weight"],[style*="font-style"],[style*="mso-list"]'
const BLOCKS =
  'address,article,aside,blockquote,body,center,dd,details,div,dl,dt,fieldset,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,tbody,tr,ul'
const WORD_ITEM = /mso-list:[^;]*level(\d)/i

/**
 * Markdown of text that was copied with its formatting, from a page or a word processor; null where
 * it has none, or is source code, which is pasted as it is.
 */
export function markdownOfFormatted(html: string): string | null {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  if (isSource(body) || !body.querySelector(FORMATTED)) return null
  const markdown = joinBlocks(blocksOf(body))
  return markdown === '' ? null : markdown
}

// Editors of code copy lines with their colours, browsers a file of text as one block.
function isSource(body: Element): boolean {
  const [first, second] = body.children
  if (first?.matches('pre') && !second) return true
  return /white-space:\s*pre/i.test(first?.getAttribute('style') ?? '')
}

function blocksOf(parent: Element): Block[] {
  const blocks: Block[] = []
  let words = document.createElement('span')
  const endParagraph = () => {
    const text = paragraph(writeWords(words))
    if (text !== '') blocks.push({ text, kind: 'other' })
    words = document.createElement('span')
  }
  for (const node of [...parent.childNodes]) {
    const isBlock =
      node instanceof Element && (node.matches(BLOCKS) || !!node.querySelector(BLOCKS))
    if (!isBlock) words.append(node.cloneNode(true))
    else if (!isUnseen(node)) {
      endParagraph()
      blocks.push(...blockOf(node).filter(({ text }) => text !== ''))
    }
  }
  endParagraph()
  return blocks
}

const WRITERS: Record<string, (element: Element) => Block[]> = {
  ul: element => listOf(element, () => '- '),
  ol: element =>
    listOf(element, place => `${Number(element.getAttribute('start') ?? 1) + place}. `),
  blockquote: element =>
    one(
      joinBlocks(blocksOf(element))
        .replace(/^(?=.)/gm, '> ')
        .replace(/^$/gm, '>'),
    ),
  pre: element => one(fence(element)),
  hr: () => one('---'),
  table: tableOf,
  p: paragraphOf,
}

function blockOf(element: Element): Block[] {
  const level = /^h([1-6])$/.exec(element.localName)?.[1]
  if (level === undefined) return (WRITERS[element.localName] ?? blocksOf)(element)
  const words = onOneLine(writeWords(element, IN_HEADING))
  return words === '' ? [] : one(`${'#'.repeat(Number(level))} ${words}`)
}

// Word writes an item as a paragraph with its mark in front of it.
function paragraphOf(element: Element): Block[] {
  const level = WORD_ITEM.exec(element.getAttribute('style') ?? '')?.[1]
  const mark = element.querySelector('[style*="mso-list:Ignore" i]')
  if (level === undefined || !mark) return blocksOf(element)
  const isNumbered = /^\(?(?:\d+|[a-z])[.)]/i.test(mark.textContent.trim())
  mark.remove()
  const depth = '   '.repeat(Number(level) - 1)
  const words = onOneLine(writeWords(element))
  return [{ text: `${depth}${isNumbered ? '1. ' : '- '}${words}`, kind: 'item' }]
}

function listOf(list: Element, markOf: (place: number) => string): Block[] {
  let place = 0
  const items = [...list.children].flatMap(child =>
    child.matches('ul,ol')
      ? blockOf(child).map(({ text }) => text.replace(/^(?=.)/gm, '   '))
      : [writeItem(child, markOf(place++))],
  )
  return [{ text: items.join('\n'), kind: 'list' }]
}

function writeItem(item: Element, mark: string): string {
  const text = joinBlocks(blocksOf(item), true).replace(/\n(?=.)/g, `\n${' '.repeat(mark.length)}`)
  return mark + taskMark(item) + text
}

function taskMark(item: Element): string {
  const box = item.querySelector('input[type="checkbox"]')
  if (box?.closest('li') !== item) return ''
  return box.hasAttribute('checked') ? '[x] ' : '[ ] '
}

function tableOf(table: Element): Block[] {
  const rows = [...table.querySelectorAll('tr')]
    .map(row => [...row.querySelectorAll('th,td')].map(writeCell))
    .filter(cells => cells.some(cell => cell !== ''))
  const width = Math.max(0, ...rows.map(cells => cells.length))
  // Tables of one column only place things.
  if (width < 2) return [...table.querySelectorAll('th,td')].flatMap(blocksOf)
  const lines = rows.map(cells =>
    line(Array.from({ length: width }, (_, place) => cells[place] ?? '')),
  )
  const rule = line(Array.from({ length: width }, () => '---'))
  return one([lines[0], rule, ...lines.slice(1)].join('\n'))
}

const line = (cells: string[]): string => `| ${cells.join(' | ')} |`

const writeCell = (cell: Element): string =>
  onOneLine(joinBlocks(blocksOf(cell))).replaceAll('|', String.raw`\|`)

function fence(element: Element): string {
  const text = element.textContent.replace(/\n$/, '')
  const names = `${element.className} ${element.querySelector('code')?.className ?? ''}`
  const name = /(?:language|lang|highlight-source)-([\w+#-]+)/.exec(names)?.[1] ?? ''
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map(run => run.length))
  const marks = '`'.repeat(longest + 1)
  return `${marks}${name}\n${text}\n${marks}`
}

// What begins a line must not begin a heading, a quotation or a list.
const paragraph = (words: string): string =>
  words
    .replace(/(?:\\\n|\s)+$/, '')
    .replace(/ *\\\n */g, '\\\n')
    .trim()
    .replace(/^(?=(?:#{1,6} |>|[-+] ))/gm, '\\')
    .replace(/^(\d+)(?=[.)] )/gm, '$1\\')

const onOneLine = (words: string): string =>
  words
    .replace(/\\?\s*\n\s*/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()

const one = (text: string): Block[] => [{ text, kind: 'other' }]

// Within an item, its own list stands close to it.
function joinBlocks(blocks: Block[], isWithinItem = false): string {
  return blocks.reduce((all, { text, kind }, place) => {
    const isNext = kind === 'item' && blocks[place - 1]?.kind === 'item'
    const isTight = isNext || (isWithinItem && kind === 'list')
    return all === '' ? text : `${all}${isTight ? '\n' : '\n\n'}${text}`
  }, '')
}
