import { basename, dirname, extname } from 'node:path/posix'
import { cleanName } from '../../text/name.ts'
import { blankCode } from '../../text/blank-code.ts'
import { decodePercent } from '../../text/percent.ts'

/** What a file's name says: the date before it, if there is one, and the rest. */
export type FileName = { date: string | null; stem: string }

const DATED = /^(\d{4}-\d{1,2}-\d{1,2})(?:[-_ .]+(.*))?$/su
const HEADING = /^ {0,3}#[ \t]+(\S.*)$|^(?! {4}|[-=>#*+\s])(.+)\n {0,3}=+[ \t]*$/mu

/** Reads the name of a document, of its folder for a page bundle (`x/index.md`). */
export function readFileName(source: string): FileName {
  const own = basename(source, extname(source))
  const folder = basename(dirname(source))
  const name = decodePercent(own === 'index' && folder !== '.' ? folder : own)
  const [, date = null, rest] = DATED.exec(name) ?? []
  return date === null ? { date, stem: name } : { date, stem: rest ?? '' }
}

/** A title from a file name: its words, the first letter large. */
export function titleFromName({ stem }: FileName): string {
  const words = cleanName(stem.replace(/[-_]+/gu, ' '))
  const [first = '', ...rest] = words
  return first.toLocaleUpperCase('en') + rest.join('')
}

/** The text of the first heading of the first level, and the body without it if it stood at its beginning. */
export function takeHeading(body: string): { title: string; rest: string } | null {
  const match = HEADING.exec(blankCode(body))
  if (!match) return null
  const whole = body.slice(match.index, match.index + match[0].length)
  const line = match[1] === undefined ? (whole.split('\n')[0] ?? '') : whole.trim().slice(1)
  const isFirst = body.slice(0, match.index).trim() === ''
  const rest = isFirst ? body.slice(match.index + whole.length).replace(/^\s*\n/u, '') : body
  return { title: plainHeading(line), rest }
}

// Of a longer line, nobody makes a title.
const MAX_HEADING_CHARS = 1_000

function plainHeading(line: string): string {
  const text = line
    .slice(0, MAX_HEADING_CHARS)
    .replace(/[ \t]+(?:#+[ \t]*|\{[^{}]*\}[ \t]*)$/u, '')
    .replace(/!?\[([^\]\n]*)\]\([^()\n]*\)/gu, '$1')
    .replace(/(\*\*|__|~~|`)(\S|\S.*?\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}*_])([*_])(\S|\S[^*_]*\S)\1(?![\p{L}\p{N}*_])/gu, '$2')
  return cleanName(text)
}
