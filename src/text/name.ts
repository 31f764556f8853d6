import { MAX_NAME_CHARS } from './limits.ts'

export const MAX_NAME = MAX_NAME_CHARS

// Joiners are seen after emoji (👩‍💻), after marks (Indic scripts) and between Arabic letters; nowhere else.
const JOINER =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\p{M}\p{Script=Arabic}])[\u200c\u200d]|[\u200c\u200d](?=\s|$)/gu
const ZERO_WIDTH = /[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

/** A name as it is stored and shown: NFC, trimmed, one space between words, nothing unseen. May be empty. */
export function cleanName(name: string): string {
  return name
    .replace(ZERO_WIDTH, '')
    .replace(/(?!\s)[\p{Cc}\p{Cs}]/gu, '')
    .replace(JOINER, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .normalize('NFC')
}

/** The names in comma text (`,` or `，`), cleaned, without the empty ones, in their order; duplicates stay. */
export function splitNames(text: string): string[] {
  return text
    .split(/[,，]/u)
    .map(cleanName)
    .filter(name => name !== '')
}
