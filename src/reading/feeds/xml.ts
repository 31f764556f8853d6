// What XML 1.0 cannot hold, even escaped; `\p{Surrogate}` is half a character.
const NOT_XML = /[^\t\n\r\x20-\u{10ffff}]|\p{Surrogate}|[\ufffe\uffff]/gu

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text without the characters that XML and strict JSON readers refuse. */
export function dropForbidden(text: string): string {
  return text.replace(NOT_XML, '')
}

/** A text as it stands between tags or in an attribute. */
export function escapeXml(text: string): string {
  return dropForbidden(text).replace(/[&<>"']/gu, sign => ESCAPES[sign] ?? sign)
}

/** An element; an attribute that is undefined is left out. The content is XML already. */
export function drawXml(
  name: string,
  attributes: Record<string, string | undefined>,
  content?: string,
): string {
  const given = Object.entries(attributes)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('')
  return content === undefined ? `<${name}${given}/>` : `<${name}${given}>${content}</${name}>`
}

/** An element that holds only text; nothing at all where the text is empty. */
export function drawText(name: string, text: string): string {
  return text === '' ? '' : drawXml(name, {}, escapeXml(text))
}

/** A whole document. */
export function drawDocument(root: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${root}\n`
}
