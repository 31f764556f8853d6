import { MAX_SUMMARY_CHARS } from './limits.ts'

/** A body cut at its `<!-- more -->`: `summary` is null without one, `whole` is the body without the mark. */
export type SplitBody = { summary: string | null; rest: string; whole: string }

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/su
// No further than the next comment, or a line of beginnings would be read from each of them.
const MORE = /<!--[ \t]*more\b(?:(?!<!--|-->)[^\n])*-->/iu

/** Cuts at the first `<!-- more -->` in any of its spellings that is not inside code. */
export function splitMore(body: string): SplitBody {
  const mark = findMore(body)
  if (mark === null) return { summary: null, rest: body, whole: body }
  const [before, after] = [body.slice(0, mark.start), body.slice(mark.end)]
  return { summary: before.trim(), rest: after.trim(), whole: `${before}${after}` }
}

/** The beginning of a plain text in one line, cut at a word with `…`; never longer than `max` characters. */
export function plainSummary(text: string, max: number = MAX_SUMMARY_CHARS): string {
  const chars = Array.from(
    text
      .slice(0, max * 20)
      .replace(/\s+/gu, ' ')
      .trim(),
  )
  if (chars.length <= max) return chars.join('')
  const cut = chars.slice(0, max - 1).join('')
  const end = cut.lastIndexOf(' ')
  return `${(end > max / 2 ? cut.slice(0, end) : cut).replace(/(?<![\s,.;:–—-])[\s,.;:–—-]+$/u, '')}…`
}

function findMore(body: string): { start: number; end: number } | null {
  let fence = ''
  let offset = 0
  for (const line of body.split('\n')) {
    const match = MORE.exec(line)
    if (fence === '' && match && !isInCode(line, match.index)) {
      return { start: offset + match.index, end: offset + match.index + match[0].length }
    }
    fence = followFence(fence, line)
    offset += line.length + 1
  }
  return null
}

/** The fence of code that is open after this line when `fence` was open before it; none is `''`. */
export function followFence(fence: string, line: string): string {
  const [, mark, info = ''] = FENCE.exec(line.replace(/\r$/u, '')) ?? []
  if (mark === undefined) return fence
  if (fence === '') return opensFence(mark, info) ? mark : ''
  return mark.startsWith(fence) && info.trim() === '' ? '' : fence
}

function opensFence(mark: string, info: string): boolean {
  return mark.startsWith('~') || !info.includes('`')
}

function isInCode(line: string, index: number): boolean {
  const before = line.slice(0, index)
  return /^(?: {4}|\t)/u.test(line) || (before.match(/`/gu)?.length ?? 0) % 2 === 1
}
