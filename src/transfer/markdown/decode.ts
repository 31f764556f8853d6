/** The text of a file in UTF-8, with `\n` between its lines and no byte order mark, or the line that is not UTF-8. */
export type DecodedText = { ok: true; text: string } | { ok: false; line: number }

const NEWLINE = 10

export function decodeText(bytes: Uint8Array): DecodedText {
  const text = decode(bytes)
  if (text === null) return { ok: false, line: findBadLine(bytes) }
  return { ok: true, text: text.replace(/\r\n?/gu, '\n') }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

// No part of a longer character of UTF-8 looks like a line feed, so each line can be tried alone.
function findBadLine(bytes: Uint8Array): number {
  let line = 1
  let start = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    if (decode(bytes.subarray(start, end)) === null) return line
    line += 1
    start = end + 1
  }
  return line
}
