const BLOCKS =
  'table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|' +
  'address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|' +
  'details|menu|summary|iframe|video|audio|script|center'
const OPENING = new RegExp(`(<(?:${BLOCKS})(?=[\\s/>]))`, 'giu')
const CLOSING = new RegExp(`(</(?:${BLOCKS})>|<(?:hr|col|area)[^<>]{0,500}>)`, 'giu')
const STARTS = new RegExp(`^</?(?:${BLOCKS})(?=[\\s/>])|^<!--`, 'iu')
const ENDS = new RegExp(`(?:<(?:${BLOCKS})(?:\\s[^<>]{0,2000})?>|</(?:${BLOCKS})>)$`, 'iu')
const MARKS = /(<!--(?:more|nextpage|noteaser)\b[^<>]{0,200}-->)/giu

/** Gives a text of the classic editor its paragraphs, as WordPress does when it shows one: two line ends make a paragraph, one a break. */
export function addParagraphs(text: string): string {
  if (text.trim() === '') return ''
  return text
    .replace(/\r\n?/gu, '\n')
    .replace(OPENING, '\n\n$1')
    .replace(CLOSING, '$1\n\n')
    .replace(MARKS, '\n\n$1\n\n')
    .split(/\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+/u)
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(wrap)
    .join('\n')
}

function wrap(part: string): string {
  const lines = part
    .split('\n')
    .map(line => line.trim())
    .reduce((text, line) => `${text}${ENDS.test(text) ? '\n' : '<br>\n'}${line}`)
  return STARTS.test(part) || /^\ue000\d+\ue001$/u.test(part) ? lines : `<p>${lines}</p>`
}
