/** Keeps parts of a text from what is done to the rest of it: each leaves a mark of two private signs around its number. */
export type Placeholders = {
  /** Takes HTML out of a text until it is parsed. */
  keepHtml: (html: string) => string
  /** Takes Markdown out of a text until it is finished. */
  keepMarkdown: (markdown: string) => string
  restoreHtml: (text: string) => string
  restoreMarkdown: (text: string) => string
}

const [OPEN, CLOSE, MARKDOWN_OPEN] = ['\ue000', '\ue001', '\ue002']
const HTML_MARKS = /\ue000(\d+)\ue001/gu
const MARKDOWN_MARKS = /\ue002(\d+)\ue001/gu

/** A text without the signs that only placeholders have. */
export const withoutMarks = (text: string): string => text.replace(/[\ue000-\ue002\0]/gu, '')

export function openPlaceholders(): Placeholders {
  const kept: string[] = []
  return {
    keepHtml: html => `${OPEN}${kept.push(html) - 1}${CLOSE}`,
    keepMarkdown: markdown => `${MARKDOWN_OPEN}${kept.push(markdown) - 1}${CLOSE}`,
    restoreHtml: text => restore(text, HTML_MARKS),
    restoreMarkdown: text => restore(text, MARKDOWN_MARKS),
  }

  // One within another comes back in the next round.
  function restore(text: string, marks: RegExp): string {
    let result = text
    for (let round = 0; round < 4 && marks.test(result); round += 1) {
      result = result.replace(marks, (_mark, index: string) => kept[Number(index)] ?? '')
      marks.lastIndex = 0
    }
    marks.lastIndex = 0
    return result
  }
}
