// Everything that is not seen, but the tag characters that make flags (🏴󠁧󠁢󠁥󠁮󠁧󠁿 is not 🏴).
const UNSEEN = /(?![\u{E0020}-\u{E007F}])[\p{Default_Ignorable_Code_Point}\p{Cs}]|(?!\s)\p{Cc}/gu

/**
 * What two names are compared by: NFKC, case folded, without unseen characters, trimmed, and with runs of
 * space, `-` and `_` as one `-`. Empty for a name that shows nothing.
 */
export function nameKey(name: string): string {
  return foldCase(name.normalize('NFKC'))
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .trim()
    .replace(/[\s_-]+/gu, '-')
}

/** The names that count as different, the first of each, in their order. */
export function distinctNames(names: string[]): string[] {
  const byKey = new Map<string, string>()
  for (const name of names) if (!byKey.has(nameKey(name))) byKey.set(nameKey(name), name)
  return [...byKey.values()]
}

/**
 * Unicode's full case folding, which toLowerCase is not: down, up and down again makes ß, ẞ and ss one; a code point at a
 * time, so that a final sigma is like any other. As in Unicode, İ meets i̇ (i with a dot above) and not i, and ı stays apart.
 */
function foldCase(text: string): string {
  return Array.from(text, foldCodePoint).join('')
}

function foldCodePoint(char: string): string {
  return char === 'ı' ? char : char.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}
