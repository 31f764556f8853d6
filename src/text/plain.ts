const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** Cleaned HTML as plain text in one line, without the TeX behind its formulas; for the search, not for a page. */
export function plainText(html: string): string {
  return (
    html
      .replace(/<annotation\b[^<>]*>[^<]*<\/annotation>/g, ' ')
      // An attribute may hold a “<” or a “>”.
      .replace(/<(?:[^<>"]|"[^"]*")*>/g, ' ')
      .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, decodeEntity)
      .replace(/\s+/g, ' ')
      .trim()
  )
}

function decodeEntity(whole: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return code <= 0x10_ffff ? String.fromCodePoint(code) : whole
}
