import { diffArrays } from 'diff'
import { splitWords } from '../words.ts'

export type Part = { kind: 'same' | 'added' | 'removed'; text: string }

/** Texts that differ in more words than this are shown one after the other. */
const MAX_CHANGES = 1_000

const MAX_CHARS = 100_000

/** What of a text was removed and added, word by word, in the order of reading. */
export function compareWords(before: string, after: string): Part[] {
  if (before === after) return keepFilled([{ kind: 'same', text: after }])
  const changes =
    before.length + after.length > MAX_CHARS
      ? undefined
      : diffArrays(splitWords(before), splitWords(after), { maxEditLength: MAX_CHANGES })
  if (!changes) return replaceAll(before, after)
  const parts = changes.map(({ added, removed, value }): Part => {
    const text = value.join('')
    return { kind: added ? 'added' : removed ? 'removed' : 'same', text }
  })
  return keepFilled(
    parts.flatMap((part, at) => {
      const [own, next] = [spaceOf(part, parts[at + 1]), spaceOf(parts[at - 1], part)]
      return [
        { kind: 'same', text: own },
        { ...part, text: part.text.slice((own || next).length) },
      ]
    }),
  )
}
/** A text and what it replaced, without looking for what they share. */
export const replaceAll = (before: string, after: string): Part[] =>
  keepFilled([
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ])

/** What stands for what; one of the two is empty where words were only added or only removed. */
export function listReplaced(parts: Part[]): { before: string; after: string }[] {
  return parts.flatMap(({ kind, text }, at) => {
    const [previous, next] = [parts[at - 1], parts[at + 1]]
    if (kind === 'removed')
      return [{ before: text, after: next?.kind === 'added' ? next.text : '' }]
    return kind === 'added' && previous?.kind !== 'removed' ? [{ before: '', after: text }] : []
  })
}

const keepFilled = (parts: Part[]): Part[] => parts.filter(({ text }) => text !== '')

// White space goes with the word after it; where one word stands for another, it is of neither.
function spaceOf(part: Part | undefined, next: Part | undefined): string {
  if (part?.kind !== 'removed' || next?.kind !== 'added') return ''
  const [space = ''] = /^\s*/u.exec(part.text) ?? []
  return next.text.startsWith(space) ? space : ''
}
