import { diffArrays } from 'diff'
import { splitBlocks, type Block } from '../blocks.ts'
import { segmentWords } from '../words.ts'
import { compareWords, type Part } from './words.ts'

/** A paragraph of one text, of the other, or of both; its places are those of `splitBlocks`. */
export type Passage = {
  kind: 'same' | 'changed' | 'added' | 'removed'
  before: number | null
  after: number | null
  parts: Part[]
  /** Code, a formula or a table. */
  isWhole: boolean
}

type Paragraphs = { before: string[]; after: string[] }
type Run = { before: number[]; after: number[] }
type Pair = { before: number | null; after: number | null }

/** Texts that differ in more paragraphs than this are shown one after the other. */
const MAX_CHANGES = 2_000

/** More pairs of paragraphs than this are matched by their order alone. */
const MAX_PAIRS = 400

const MIN_LIKENESS = 0.4

/** The differences of two texts of Markdown, paragraph by paragraph and in them word by word. */
export function compareTexts(before: string, after: string): Passage[] {
  const blocks = { before: splitBlocks(before).blocks, after: splitBlocks(after).blocks }
  const texts = { before: textsOf(blocks.before), after: textsOf(blocks.after) }
  return pairParagraphs(texts).map(pair => {
    const block = blocks.after[pair.after ?? -1] ?? blocks.before[pair.before ?? -1]
    return { ...pair, ...describe(pair, texts), isWhole: block?.isWhole ?? false }
  })
}

/** Which paragraph of one text is which of the other; null where the other has none. */
export function pairParagraphs(texts: Paragraphs): Pair[] {
  const changes = diffArrays(texts.before, texts.after, { maxEditLength: MAX_CHANGES })
  if (!changes) return pairRun(wholeRun(texts), texts)
  const pairs: Pair[] = []
  const at = { before: 0, after: 0 }
  let run: Run = { before: [], after: [] }
  for (const { added, removed, value } of changes) {
    if (removed) run.before = listNumbers(at.before, value)
    else if (added) run.after = listNumbers(at.after, value)
    else {
      pairs.push(...pairRun(run, texts), ...pairSame(at, value))
      run = { before: [], after: [] }
    }
    at.before += added ? 0 : value.length
    at.after += removed ? 0 : value.length
  }
  return [...pairs, ...pairRun(run, texts)]
}

const textsOf = (blocks: Block[]): string[] => blocks.map(({ text }) => text)

const listNumbers = (from: number, items: unknown[]): number[] => items.map((_, at) => from + at)

const wholeRun = ({ before, after }: Paragraphs): Run => ({
  before: listNumbers(0, before),
  after: listNumbers(0, after),
})

const pairSame = (from: { before: number; after: number }, items: unknown[]): Pair[] =>
  items.map((_, at) => ({ before: from.before + at, after: from.after + at }))

// In order, each removed paragraph meets the first added one that is like it.
function pairRun({ before, after }: Run, texts: Paragraphs): Pair[] {
  const isLong = before.length * after.length > MAX_PAIRS
  const olds = isLong ? [] : before.map(old => wordsOf(texts.before[old]))
  const youngs = isLong ? [] : after.map(young => wordsOf(texts.after[young]))
  const pairs: Pair[] = []
  let next = 0
  for (const [place, old] of before.entries()) {
    const isMatch = (_: number, at: number) =>
      at >= next && (isLong || isAlike(olds[place], youngs[at]))
    const found = after.findIndex(isMatch)
    if (found === -1) pairs.push({ before: old, after: null })
    else {
      pairs.push(...after.slice(next, found).map(young => ({ before: null, after: young })))
      pairs.push({ before: old, after: after[found] ?? null })
      next = found + 1
    }
  }
  return [...pairs, ...after.slice(next).map(young => ({ before: null, after: young }))]
}

const wordsOf = (text = ''): Set<string> => new Set(segmentWords(text))

/** Whether two paragraphs share enough words to be the same one, changed. */
function isAlike(mine = new Set<string>(), theirs = new Set<string>()): boolean {
  const shared = [...mine].filter(word => theirs.has(word)).length
  return (2 * shared) / Math.max(1, mine.size + theirs.size) >= MIN_LIKENESS
}

function describe({ before, after }: Pair, texts: Paragraphs): Pick<Passage, 'kind' | 'parts'> {
  const old = before === null ? '' : (texts.before[before] ?? '')
  const young = after === null ? '' : (texts.after[after] ?? '')
  const parts = compareWords(old, young)
  if (before === null) return { kind: 'added', parts }
  if (after === null) return { kind: 'removed', parts }
  return { kind: old === young ? 'same' : 'changed', parts }
}
