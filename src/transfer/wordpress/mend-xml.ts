const ENTITY = /^&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/iu
const CDATA = '<![CDATA['
const COMMENT = '<!--'
const OPENINGS = [
  [CDATA, ']]>'],
  [COMMENT, '-->'],
] as const
const LOOK_AHEAD = 16
// eslint-disable-next-line no-control-regex -- what XML 1.0 forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu

/** What was mended: how many bare `&` and signs that no XML may hold. */
export type Mended = { ampersands: number; signs: number }

/** Mends what real exports get wrong before a strict parser reads them: `&` in addresses, names of HTML (`&nbsp;`), control signs. */
export function mendXml(mended: Mended): (chunk: string, isLast: boolean) => string {
  let rest = ''
  let end: string | null = null
  return (chunk, isLast) => {
    const clean = chunk.replace(FORBIDDEN, '')
    mended.signs += chunk.length - clean.length
    const text = rest + clean
    const limit = isLast ? text.length : Math.max(0, text.length - LOOK_AHEAD)
    const { ready, at } = mend(text, limit)
    rest = text.slice(at)
    return ready
  }

  function mend(text: string, limit: number): { ready: string; at: number } {
    let ready = ''
    let at = 0
    while (at < limit) {
      const next = end === null ? nextSign(text, at) : text.indexOf(end, at)
      const stop = next === -1 || next >= limit ? limit : next
      ready += text.slice(at, stop)
      at = stop
      if (stop === limit) break
      const taken = takeSign(text, at, end)
      end = taken.end
      ready += taken.written
      at += taken.read
      if (taken.isMended) mended.ampersands += 1
    }
    return { ready, at }
  }
}

type Taken = { read: number; written: string; end: string | null; isMended: boolean }

// What stands in CDATA and in comments is no entity.
function takeSign(text: string, at: number, end: string | null): Taken {
  if (end !== null) return { read: end.length, written: end, end: null, isMended: false }
  const opening = OPENINGS.find(([each]) => text.startsWith(each, at))
  if (opening) {
    const [written, closing] = opening
    return { read: written.length, written, end: closing, isMended: false }
  }
  const isMended = !ENTITY.test(text.slice(at, at + LOOK_AHEAD))
  return { read: 1, written: isMended ? '&amp;' : '&', end: null, isMended }
}

// One expression, so that none of the three is sought to the end for each of another.
function nextSign(text: string, from: number): number {
  const signs = /&|<!\[CDATA\[|<!--/gu
  signs.lastIndex = from
  return signs.exec(text)?.index ?? -1
}
