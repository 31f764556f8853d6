import { countWords } from '../../text/words.ts'

const LINK_TARGET =
  /\]\((?:<[^>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+["'(][^\n]*?["')])?\)/g
const IMAGE = /!\[[^\]\n]*\]\((?:<[^>\n]*>|[^)\n]*)\)/g
const TAG = /<!--.*?-->|<\/?[a-zA-Z][^<>\n]*>/g
const BREAK = /<br\s*\/?>/gi
const AUTOLINK = /<((?:https?:\/\/|mailto:)[^>\s]*)>/g
const FOOTNOTE = /\[\^[^\]\s]+\]:?/g
const DEFINITION = /^ {0,3}\[(?!\^)[^\]\n]+\]:\s*\S+.*$/
const FENCE = /^\s*(?:```|~~~).*$/
const RULE_OR_TABLE = /^[\s|:\-=*_+>]*$/
const ITEM_NUMBER = /^(\s*(?:>\s*)*)\d{1,9}[.)]\s/
const TASK = /^(\s*(?:[-+*]|\d{1,9}[.)])\s+)\[[ xX]\]\s/

/** A counter that counts only the lines that it has not counted before, so that long texts stay quick. */
export function createCounter(): (lines: Iterable<string>) => number {
  let known = new Map<string, number>()
  return lines => {
    const seen = new Map<string, number>()
    let words = 0
    for (const line of lines) {
      const count = seen.get(line) ?? known.get(line) ?? countWords(readersText(line))
      seen.set(line, count)
      words += count
    }
    known = seen
    return words
  }
}

/** What of a line of Markdown readers see: the addresses and marks left out. */
export function readersText(line: string): string {
  if (FENCE.test(line) || DEFINITION.test(line) || RULE_OR_TABLE.test(line)) return ''
  return line
    .replace(ITEM_NUMBER, '$1')
    .replace(TASK, '$1')
    .replace(IMAGE, ' ')
    .replace(AUTOLINK, '$1')
    .replace(BREAK, ' ')
    .replace(TAG, '')
    .replace(LINK_TARGET, ']')
    .replace(FOOTNOTE, ' ')
    .replace(/[*_~`]{1,3}/g, '')
}
