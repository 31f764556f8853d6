import { splitBlocks } from '../../text/blocks.ts'
import { compareWords } from '../../text/difference/words.ts'
import { bothOf, presetOf, type Merged, type MergedText } from '../merging/texts.ts'
import type { Manner } from '../views.ts'

/** Unchanged passages that are longer than this are folded away. */
const MAX_SHOWN_CHARS = 300

/** A merged text as its page shows it: what stays, what was merged and of whom, what is to be decided. */
export function viewPieces({ pieces }: MergedText, theirName: string, manner: Manner) {
  let conflicts = 0
  return pieces.map(piece => {
    if (piece.kind !== 'conflict') return viewMerged(piece, theirName, manner)
    conflicts += 1
    return {
      kind: piece.kind,
      at: conflicts - 1,
      preset: piece.preset,
      text: presetOf(piece),
      both: bothOf(piece),
      base: piece.base,
      yours: compareWords(piece.base, piece.yours),
      theirs: compareWords(piece.base, piece.theirs),
      isWhole: isWhole(piece.yours || piece.theirs),
    }
  })
}

/** Whether a passage is nothing but code, formulas and tables. */
const isWhole = (text: string): boolean => splitBlocks(text).blocks.every(block => block.isWhole)

function viewSame(text: string) {
  const { blocks } = splitBlocks(text)
  return {
    kind: 'same' as const,
    text,
    paragraphs: blocks.length,
    isFolded: text.length > MAX_SHOWN_CHARS,
    isWhole: isWhole(text),
  }
}

function viewMerged(piece: Merged, theirName: string, { t }: Manner) {
  const { base, yours, theirs, text } = piece
  if (piece.kind === 'same') return viewSame(text)
  const isBoth = yours !== base && theirs !== base
  const label = isBoth ? t('You and {name}', { name: theirName }) : theirName
  return {
    kind: 'merged' as const,
    label: theirs === base ? t('You') : label,
    isYours: theirs === base,
    parts: compareWords(base, text),
    isWhole: isWhole(text),
  }
}
