import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A face that ships with the program, since a server may have none: which characters it has is asked before drawing. */
type Face = { file: string; family: string }

const FOLDER = join(import.meta.dirname, 'fonts')

const FACES: Face[] = [
  { file: 'source-serif.ttf', family: 'Source Serif 4 SemiBold' },
  { file: 'noto-sans-sc.ttf', family: 'Noto Sans SC SemiBold' },
  { file: 'noto-sans-kr.ttf', family: 'Noto Sans KR SemiBold' },
  { file: 'noto-naskh-arabic.ttf', family: 'Noto Naskh Arabic SemiBold' },
  { file: 'noto-serif-hebrew.ttf', family: 'Noto Serif Hebrew SemiBold' },
]

export const faceFiles = FACES.map(({ file }) => join(FOLDER, file))
export const families = FACES.map(({ family }) => family).join(', ')

/** The characters that the faces have, read from their own tables. */
export function readCoverage(): (character: string) => boolean {
  const ranges = faceFiles.flatMap(path => readRanges(readFileSync(path)))
  return character => {
    const code = character.codePointAt(0) ?? 0
    return ranges.some(([first, last]) => code >= first && code <= last)
  }
}

// https://learn.microsoft.com/typography/opentype/spec/cmap: format 4, the one that every such file has.
function readRanges(font: Buffer): [number, number][] {
  const table = findTable(font, 'cmap')
  const count = font.readUInt16BE(table + 2)
  const subtables = Array.from(
    { length: count },
    (_, at) => table + font.readUInt32BE(table + 4 + at * 8 + 4),
  )
  const start = subtables.find(at => font.readUInt16BE(at) === 4)
  if (start === undefined) return []
  const bytes = font.readUInt16BE(start + 6)
  return Array.from({ length: bytes / 2 }, (_, at): [number, number] => [
    font.readUInt16BE(start + 16 + bytes + at * 2),
    font.readUInt16BE(start + 14 + at * 2),
  ]).filter(([first]) => first !== 0xffff)
}

function findTable(font: Buffer, name: string): number {
  const count = font.readUInt16BE(4)
  const records = Array.from({ length: count }, (_, at) => 12 + at * 16)
  const record = records.find(at => font.toString('latin1', at, at + 4) === name)
  if (record === undefined) throw new Error(`The font has no ${name}.`)
  return font.readUInt32BE(record + 8)
}
