import sharp, { type OverlayOptions } from 'sharp'
import type { Card } from './card.ts'
import { faceFiles, families, readCoverage } from './faces.ts'

/** The size that link previews are cut to. */
export const cardSize = { width: 1200, height: 630 }

const EDGE = 84
const WIDTH = cardSize.width - 2 * EDGE
const TITLE_HEIGHT = 310
const TITLE_SIZES = [82, 70, 60, 50, 42]
const MAX_TITLE_CHARS = 160

const PAPER = '#fdfdfc'
const INK = '#1d1f23'
const QUIET = '#5d626b'
const ACCENT = '#2350a6'

export type DrawCard = (card: Card) => Promise<Buffer>

/** Draws cards with the faces that ship with the program, which are read at the first. */
export function createCardDrawer(): DrawCard {
  let prepared: Promise<(character: string) => boolean> | undefined
  return async card => drawCard(card, await (prepared ??= prepareFaces()))
}

async function drawCard(
  { title, site, author }: Card,
  isCovered: (character: string) => boolean,
): Promise<Buffer> {
  const clean = (text: string) => keepCovered(text, isCovered)
  const top = await drawLine(clean(site), ACCENT)
  const middle = await drawTitle(clean(title))
  const bottom = await drawLine(clean(author), QUIET)
  const parts: OverlayOptions[] = [
    { input: await drawBar(), left: 0, top: 0 },
    ...(top ? [{ input: top.data, left: EDGE, top: EDGE }] : []),
    ...(middle ? [{ input: middle.data, left: EDGE, top: EDGE + 84 }] : []),
    ...(bottom
      ? [{ input: bottom.data, left: EDGE, top: cardSize.height - EDGE - bottom.info.height }]
      : []),
  ]
  const paper = { ...cardSize, channels: 3 as const, background: PAPER }
  return sharp({ create: paper }).composite(parts).png({ palette: true }).toBuffer()
}

// The drawing library remembers each file that it was once given.
async function prepareFaces(): Promise<(character: string) => boolean> {
  for (const fontfile of faceFiles) await sharp({ text: { text: '.', fontfile } }).toBuffer()
  return readCoverage()
}

// What no face has would be an empty box, as pictograms would.
function keepCovered(text: string, isCovered: (character: string) => boolean): string {
  const kept = Array.from(text.replace(/\s+/gu, ' ')).filter(isCovered).join('').trim()
  return kept.replace(/ {2,}/g, ' ')
}

async function drawTitle(title: string) {
  const letters = Array.from(title)
  const text =
    letters.length > MAX_TITLE_CHARS ? `${letters.slice(0, MAX_TITLE_CHARS).join('')}…` : title
  for (const size of TITLE_SIZES) {
    const drawn = await drawText(text, { size, color: INK })
    if (!drawn || drawn.info.height <= TITLE_HEIGHT || size === TITLE_SIZES.at(-1)) return drawn
  }
  return null
}

async function drawLine(text: string, color: string) {
  const letters = Array.from(text)
  const line = letters.length > 48 ? `${letters.slice(0, 47).join('')}…` : text
  return drawText(line, { size: 34, color })
}

async function drawText(text: string, { size, color }: { size: number; color: string }) {
  if (text === '') return null
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return sharp({
    text: {
      text: `<span foreground="${color}">${escaped}</span>`,
      font: `${families} ${size}`,
      width: WIDTH,
      dpi: 72,
      rgba: true,
      wrap: 'word-char',
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true })
}

function drawBar(): Promise<Buffer> {
  const bar = { width: 18, height: cardSize.height, channels: 3 as const, background: ACCENT }
  return sharp({ create: bar }).png().toBuffer()
}
