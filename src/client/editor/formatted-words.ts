import { writeLink } from './links.ts'

type Marks = { isStrong: boolean; isEmphasised: boolean; isStruck: boolean }

const PLAIN: Marks = { isStrong: false, isEmphasised: false, isStruck: false }
/** Headings are strong by themselves. */
export const IN_HEADING: Marks = { ...PLAIN, isStrong: true }
const SIGNS = { isStrong: '**', isEmphasised: '*', isStruck: '~~' }
const UNSEEN =
  'head,style,script,template,meta,link,title,noscript,button,select,svg,math,iframe,object'
const SHOWN_ADDRESS = /^(?:https?:|mailto:)/i

/** What of a pasted page nobody sees. */
export const isUnseen = (element: Element): boolean =>
  element.matches(UNSEEN) || /display:\s*none/i.test(element.getAttribute('style') ?? '')

/** The words of a node, with their emphasis, links, images and code, in Markdown on one line. */
export function writeWords(node: Node, marks: Marks = PLAIN): string {
  return [...node.childNodes].map(child => writeWord(child, marks)).join('')
}

/** Text as it is, so that nothing in it means anything in Markdown. */
export function escapeWords(text: string): string {
  return text
    .replace(/[\s\u00A0]+/g, ' ')
    .replace(/[\\`*[\]]/g, String.raw`\$&`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\_`)
    .replace(/<(?=[a-z/!?])/gi, String.raw`\<`)
}

function writeWord(node: Node, marks: Marks): string {
  if (node instanceof Text) return escapeWords(node.data)
  if (!(node instanceof Element) || isUnseen(node)) return ''
  const name = node.localName
  if (name === 'br') return '\\\n'
  if (name === 'img') return writeImage(node)
  if (['code', 'tt', 'samp', 'kbd'].includes(name)) return writeCode(node.textContent)
  if (name === 'a') return writeAnchor(node, marks)
  return writeMarked(node, marks)
}

function writeMarked(element: Element, outer: Marks): string {
  const marks = marksOf(element, outer)
  const words = writeWords(element, marks)
  const signs = Object.entries(SIGNS)
    .filter(([name]) => marks[name as keyof Marks] && !outer[name as keyof Marks])
    .map(([, sign]) => sign)
  // A sign that touches a space is none.
  const parts = /^((?:\\\n|\s)*)(.*?)((?:\\\n|\s)*)$/s.exec(words)
  if (!parts?.[2]) return words
  return `${parts[1]}${signs.join('')}${parts[2]}${[...signs].reverse().join('')}${parts[3]}`
}

function marksOf(element: Element, outer: Marks): Marks {
  return {
    isStrong: outer.isStrong || isStrong(element),
    isEmphasised: outer.isEmphasised || isEmphasised(element),
    isStruck: outer.isStruck || element.matches('s,del,strike'),
  }
}

// Word processors say it by tag, by style, or take back by style what the tag says.
function isStrong(element: Element): boolean {
  const weight = readStyle(element, /font-weight:\s*([a-z0-9]+)/i)
  return weight === '' ? element.matches('b,strong') : isHeavy(weight)
}

function isEmphasised(element: Element): boolean {
  const slant = readStyle(element, /font-style:\s*([a-z]+)/i)
  return slant === '' ? element.matches('i,em') : slant === 'italic'
}

const readStyle = (element: Element, pattern: RegExp): string =>
  pattern.exec(element.getAttribute('style') ?? '')?.[1] ?? ''

const isHeavy = (weight: string): boolean => weight.startsWith('bold') || Number(weight) >= 600

function writeAnchor(element: Element, marks: Marks): string {
  const address = element.getAttribute('href') ?? ''
  const words = writeMarked(element, marks)
  if (SHOWN_ADDRESS.test(address)) {
    const isBare = element.textContent.trim() === address || words.trim() === ''
    return isBare ? element.textContent.trim() : writeLink(words.trim(), address)
  }
  // The sign with which a heading links to itself.
  return /^[#¶§🔗]?$/u.test(element.textContent.trim()) ? '' : words
}

function writeImage(element: Element): string {
  const address = element.getAttribute('src') ?? ''
  const alt = escapeWords(element.getAttribute('alt') ?? '').trim()
  return /^https?:/i.test(address) ? `!${writeLink(alt, address)}` : ''
}

function writeCode(text: string): string {
  if (text.trim() === '') return text
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length))
  const fence = '`'.repeat(longest + 1)
  const space = /^`|`$/.test(text) ? ' ' : ''
  return fence + space + text.replace(/\s+/g, ' ') + space + fence
}
