import { splitBlocks } from '../../text/blocks.ts'
import { pairParagraphs } from '../../text/difference/passages.ts'

/**
 * The present text with one paragraph as an earlier text had it: in the place of the one that it
 * became, else after what stood before it. null when the earlier text has no such paragraph.
 */
export function putParagraph(present: string, earlier: string, at: number): string | null {
  const [now, then] = [splitBlocks(present), splitBlocks(earlier)]
  const paragraph = then.blocks[at]
  if (!paragraph) return null
  const pairs = pairParagraphs({
    before: then.blocks.map(({ text }) => text),
    after: now.blocks.map(({ text }) => text),
  })
  const mine = pairs.findIndex(pair => pair.before === at)
  const place = pairs[mine]?.after ?? null
  if (place !== null) {
    const blocks = now.blocks.map((block, here) =>
      here === place ? { ...block, text: paragraph.text } : block,
    )
    return write(now.start, blocks)
  }
  const before = pairs.slice(0, mine).findLast(pair => pair.before !== null && pair.after !== null)
  return write(now.start, insertAfter(now.blocks, before?.after ?? -1, paragraph.text))
}

/** The paragraphs of a text that another text does not have as they are. */
export function listMissing(earlier: string, present: string): Set<number> {
  const texts = new Set(splitBlocks(present).blocks.map(({ text }) => text))
  const { blocks } = splitBlocks(earlier)
  return new Set(blocks.flatMap(({ text }, at) => (texts.has(text) ? [] : [at])))
}

type Written = { text: string; gap: string }

function insertAfter(blocks: Written[], place: number, text: string): Written[] {
  const [before, after] = [blocks.slice(0, place + 1), blocks.slice(place + 1)]
  const previous = before.pop()
  const isLast = after.length === 0
  return [
    ...before,
    ...(previous ? [{ ...previous, gap: isLast ? '\n\n' : previous.gap }] : []),
    { text, gap: isLast ? (previous?.gap ?? '') : '\n\n' },
    ...after,
  ]
}

const write = (start: string, blocks: Written[]): string =>
  start + blocks.map(({ text, gap }) => text + gap).join('')
