import { MAX_SLUG_CHARS } from './limits.ts'

/** Last parts of addresses that the site itself uses. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set(
  'new edit feed rss merge split delete restore purge bulk plan undo page preview search index'
    .split(' ')
    .concat('feed.xml', 'rss.xml', 'feed.json'),
)

const LATIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
  ħ: 'h',
}

/** A readable last part for an address: never empty, never reserved, at most 80 characters. */
export function slugify(text: string): string {
  const slug = cutAtWord(joinWords(text) || nameCodePoints(text) || 'untitled', MAX_SLUG_CHARS)
  return RESERVED_SLUGS.has(slug) ? `${slug}-1` : slug
}

/** The first of base, base-2, base-3 … that is not taken. */
export async function freeSlug(
  base: string,
  isTaken: (slug: string) => Promise<boolean>,
): Promise<string> {
  let slug = base
  for (let number = 2; await isTaken(slug); number += 1) {
    slug = `${cutAtWord(base, MAX_SLUG_CHARS - String(number).length - 1)}-${number}`
  }
  return slug
}

function joinWords(text: string): string {
  return spellSigns(foldLetters(text))
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^[-\p{M}]+|(?<!-)-+$/gu, '')
}

function foldLetters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/[ßæœøđðłıþħ]/gu, letter => LATIN_LETTERS[letter] ?? letter)
}

function spellSigns(text: string): string {
  return text
    .replace(/^\s*\.(?=[\p{L}\p{N}])/u, 'dot-')
    .replace(/['’]/gu, '')
    .replaceAll('+', '-plus-')
    .replaceAll('#', '-sharp-')
}

function nameCodePoints(text: string): string {
  const seen = text.replace(/[\s\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '')
  return Array.from(seen, char => `u${(char.codePointAt(0) ?? 0).toString(16)}`).join('-')
}

function cutAtWord(slug: string, max: number): string {
  const chars = Array.from(slug)
  if (chars.length <= max) return slug
  const cut = chars.slice(0, max).join('')
  const end = chars[max] === '-' ? cut.length : cut.lastIndexOf('-')
  return (end > 0 ? cut.slice(0, end) : cut).replace(/(?<!-)-+$/u, '')
}
