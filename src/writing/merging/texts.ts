import { joinBlocks, splitBlocks, type Block } from '../../text/blocks.ts'
import { splitWords } from '../../text/words.ts'
import { alignThree, type Region } from './align.ts'

export type Texts = { base: string; yours: string; theirs: string }

/** A passage that both changed differently; `preset` is what stands there unless somebody decides. */
export type Conflict = Texts & { kind: 'conflict'; preset: 'yours' | 'both'; gap: string }

/** A part of a merged text; `gap` is what stands between it and the next part. */
export type Piece = Conflict | Merged

export type Merged = Texts & { kind: 'same' | 'merged'; text: string; gap: string }

export type MergedText = { start: string; pieces: Piece[]; end: string }

type Passage = { base: Block[]; yours: Block[]; theirs: Block[] }

/** Longer passages are not merged by words. */
const MAX_WORDS_CHARS = 100_000

/**
 * Merges two edits of a text: paragraph by paragraph, and word by word where both changed one.
 * Blocks of code, formulas and tables stay whole.
 */
export function mergeTexts(texts: Texts): MergedText {
  const base = splitBlocks(texts.base)
  const yours = splitBlocks(texts.yours)
  const theirs = splitBlocks(texts.theirs)
  const regions = alignThree(textsOf(base.blocks), textsOf(yours.blocks), textsOf(theirs.blocks))
  return {
    start: pickSpace({ base: base.start, yours: yours.start, theirs: theirs.start }),
    pieces: regions.flatMap(region => {
      const passage = {
        base: base.blocks.slice(...region.base),
        yours: yours.blocks.slice(...region.yours),
        theirs: theirs.blocks.slice(...region.theirs),
      }
      return mergePassage(passage, region.changedBy)
    }),
    end: pickGap({ base: base.blocks, yours: yours.blocks, theirs: theirs.blocks }),
  }
}

/** The merged text with what was decided for each conflict; where nothing was, with its preset. */
export function writeMerged({ start, pieces, end }: MergedText, decisions: string[] = []): string {
  let conflicts = 0
  const written = pieces
    .map(piece => {
      if (piece.kind !== 'conflict') return piece
      const text = decisions[conflicts] ?? presetOf(piece)
      conflicts += 1
      return { text, gap: piece.gap }
    })
    .filter(({ text }) => text.trim() !== '')
  const parts = written.map(({ text, gap }, at) => {
    if (at === written.length - 1) return text + end
    return text + (gap.includes('\n') ? gap : '\n\n')
  })
  return start + parts.join('')
}

export const conflictsOf = ({ pieces }: MergedText): Conflict[] =>
  pieces.filter(piece => piece.kind === 'conflict')

export const presetOf = (conflict: Conflict): string =>
  conflict.preset === 'both' ? bothOf(conflict) : conflict.yours

/** Yours, and theirs after it. */
export const bothOf = ({ yours, theirs }: Texts): string =>
  [yours, theirs].filter(text => text !== '').join('\n\n')

const textsOf = (blocks: Block[]): string[] => blocks.map(({ text }) => text)

function mergePassage(passage: Passage, changedBy: Region['changedBy']): Piece[] {
  if (changedBy === 'nobody') return [sameText(passage)]
  if (changedBy === 'both') return mergeBoth(passage)
  const texts = joinPassage(passage)
  return [{ ...texts, kind: 'merged', text: texts[changedBy], gap: pickGap(passage) }]
}

function sameText({ base, yours, theirs }: Passage): Piece {
  const gaps = base.map((block, at) =>
    pickGap({ base: [block], yours: yours.slice(at, at + 1), theirs: theirs.slice(at, at + 1) }),
  )
  const text = joinBlocks(base.map((block, at) => ({ ...block, gap: gaps[at] ?? '' })))
  return { kind: 'same', base: text, yours: text, theirs: text, text, gap: gaps.at(-1) ?? '' }
}

function mergeBoth(passage: Passage): Piece[] {
  const { base, yours, theirs } = passage
  const texts = joinPassage(passage)
  const gap = pickGap(passage)
  if (texts.yours === texts.theirs) return [{ ...texts, kind: 'merged', text: texts.yours, gap }]
  if (Object.values(texts).join('').length <= MAX_WORDS_CHARS) return mergeWords(passage, gap)
  if (base.length === yours.length && base.length === theirs.length && base.length > 1) {
    return base.flatMap((_, at) => {
      const only = (blocks: Block[]) => blocks.slice(at, at + 1)
      return mergeBoth({ base: only(base), yours: only(yours), theirs: only(theirs) })
    })
  }
  return [conflictOf(texts, gap)]
}

function mergeWords(passage: Passage, gap: string): Piece[] {
  const base = wordsOf(passage.base)
  const yours = wordsOf(passage.yours)
  const theirs = wordsOf(passage.theirs)
  const paragraphs = [emptyParagraph()]
  for (const region of alignThree(base, yours, theirs)) {
    const texts = {
      base: base.slice(...region.base).join(''),
      yours: yours.slice(...region.yours).join(''),
      theirs: theirs.slice(...region.theirs).join(''),
    }
    if (region.changedBy === 'nobody') followWords(paragraphs, base.slice(...region.base))
    else addWords(paragraphs, texts, mergedWords(texts, region.changedBy))
  }
  return paragraphs.map(({ gap: after = gap, text, ...texts }) =>
    text === null ? conflictOf(texts, after) : mergedOf(texts, text, after),
  )
}

/** `text` is null when both sides changed the same words; `gap` is there when another follows. */
type Paragraph = Texts & { text: string | null; gap?: string }

const emptyParagraph = (): Paragraph => ({ base: '', yours: '', theirs: '', text: '' })

// A gap that all three have ends a paragraph.
function followWords(paragraphs: Paragraph[], words: string[]): void {
  for (const word of words) {
    const paragraph = paragraphs.at(-1)
    if (paragraph && isGap(word)) {
      paragraph.gap = word
      paragraphs.push(emptyParagraph())
    } else addWords(paragraphs, { base: word, yours: word, theirs: word }, word)
  }
}

function addWords(paragraphs: Paragraph[], texts: Texts, text: string | null): void {
  const paragraph = paragraphs.at(-1)
  if (!paragraph) return
  paragraph.base += texts.base
  paragraph.yours += texts.yours
  paragraph.theirs += texts.theirs
  paragraph.text = paragraph.text === null || text === null ? null : paragraph.text + text
}

function mergedWords({ yours, theirs }: Texts, changedBy: Region['changedBy']): string | null {
  if (changedBy === 'yours' || yours === theirs) return yours
  return changedBy === 'theirs' ? theirs : null
}

// Words, the blocks that stay whole, and the gaps between blocks: nothing else is only white space.
function wordsOf(blocks: Block[]): string[] {
  return blocks.flatMap(({ text, gap, isWhole }, at) => [
    ...(isWhole ? [text] : splitWords(text)),
    ...(at < blocks.length - 1 ? [gap] : []),
  ])
}

const isGap = (word: string): boolean => word.trim() === ''

function mergedOf(texts: Texts, text: string, gap: string): Piece {
  const isSame = texts.base === texts.yours && texts.base === texts.theirs
  return { ...texts, kind: isSame ? 'same' : 'merged', text, gap }
}

function conflictOf(texts: Texts, gap: string): Conflict {
  const { base, yours, theirs } = trimAll(texts)
  return { kind: 'conflict', base, yours, theirs, preset: base === '' ? 'both' : 'yours', gap }
}

const trimAll = ({ base, yours, theirs }: Texts): Texts => ({
  base: trimGaps(base),
  yours: trimGaps(yours),
  theirs: trimGaps(theirs),
})

// An indented first line stays so.
const trimGaps = (text: string): string => text.replace(/^(?:[ \t]*\n)+/u, '').trimEnd()

const joinPassage = ({ base, yours, theirs }: Passage): Texts => ({
  base: joinBlocks(base),
  yours: joinBlocks(yours),
  theirs: joinBlocks(theirs),
})

// What follows the last block of each; a side that has none has no say.
function pickGap({ base, yours, theirs }: Passage): string {
  const before = base.at(-1)?.gap ?? ''
  return pickSpace({
    base: before,
    yours: yours.at(-1)?.gap ?? before,
    theirs: theirs.at(-1)?.gap ?? before,
  })
}

// White space never conflicts: the longer one is as good.
function pickSpace({ base, yours, theirs }: Texts): string {
  if (yours === base) return theirs
  if (theirs === base) return yours
  return (
    [yours, theirs].toSorted(
      (one, other) => other.length - one.length || (one < other ? -1 : 1),
    )[0] ?? ''
  )
}
