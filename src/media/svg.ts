import { readFile, stat } from 'node:fs/promises'
import type { Element, ElementContent, Properties, Root, RootContent } from 'hast'
import rehypeParse from 'rehype-parse'
import rehypeStringify from 'rehype-stringify'
import sharp from 'sharp'
import { unified } from 'unified'
import { mark } from '../i18n/translate.ts'
import type { Drawn } from './image.ts'
import { isBomb } from './svg-bomb.ts'
import { SVG_ATTRIBUTES, SVG_ELEMENTS, SVG_STYLES } from './svg-lists.ts'

const MAX_BYTES = 1024 * 1024

const UNREADABLE = mark('This SVG cannot be read, or nothing of it is left when it is cleaned.')
const TOO_LONG = mark('This SVG is longer than 1 MB.')

/** Cleans an SVG by closed lists: shapes, text and gradients stay; scripts, styles, links, foreign content and references to elsewhere go. */
export async function cleanDrawing(path: string): Promise<Drawn> {
  if ((await stat(path)).size > MAX_BYTES) return { ok: false, reason: TOO_LONG }
  const bytes = cleanSvg((await readFile(path, 'utf8')).replace(/^\ufeff/u, ''))
  const size = bytes && (await readSize(bytes))
  if (!size) return { ok: false, reason: UNREADABLE }
  return { ok: true, image: { extension: 'svg', type: 'image/svg+xml', bytes, ...size } }
}

/** The same for a text; null when it is none, or too deep to be read. */
export function cleanSvg(text: string): Buffer | null {
  try {
    const tree = unified().use(rehypeParse, { fragment: true }).parse(text)
    const root = tree.children.find(isElement)
    const clean = root?.tagName === 'svg' ? cleanElement(root) : null
    if (!clean || clean.children.length === 0 || isBomb(clean)) return null
    clean.properties = { ...clean.properties, xmlns: 'http://www.w3.org/2000/svg' }
    return Buffer.from(write({ type: 'root', children: [clean] }), 'utf8')
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const isElement = (node: RootContent): node is Element => node.type === 'element'

function write(tree: Root): string {
  const options = { space: 'svg', closeEmptyElements: true } as const
  return unified().use(rehypeStringify, options).stringify(tree)
}

function cleanElement({ tagName, properties, children }: Element): Element | null {
  if (!SVG_ELEMENTS.has(tagName)) return null
  return {
    ...{ type: 'element', tagName, properties: cleanProperties(properties) },
    children: children.flatMap((child): ElementContent[] => {
      if (child.type === 'text') return [{ type: 'text', value: writable(child.value) }]
      const clean = child.type === 'element' ? cleanElement(child) : null
      return clean ? [clean] : []
    }),
  }
}

function cleanProperties({ style, xLinkHref, ...properties }: Properties): Properties {
  const entries = Object.entries({
    ...properties,
    ...(xLinkHref === undefined ? {} : { href: xLinkHref }),
    ...readStyle(style),
  })
  const kept = entries.flatMap(([name, value]): [string, string][] => {
    const text = writable(Array.isArray(value) ? value.join(' ') : String(value))
    return SVG_ATTRIBUTES.has(name) && leadsNowhereElse(name, text) ? [[name, text]] : []
  })
  return Object.fromEntries(kept)
}

// What drawing programs write as a style is said by attributes too, and those are in the list.
function readStyle(style: unknown): Properties {
  if (typeof style !== 'string') return {}
  const pairs = style.split(';').flatMap((declaration): [string, string][] => {
    const [, name = '', value = ''] =
      /^([a-z-]{1,40})\s*:([^:]{1,500})$/u.exec(declaration.trim()) ?? []
    const property = name.replace(/-([a-z])/gu, (_sign, letter: string) => letter.toUpperCase())
    return SVG_STYLES.has(property) ? [[property, value.trim()]] : []
  })
  return Object.fromEntries(pairs)
}

function leadsNowhereElse(name: string, value: string): boolean {
  if (name === 'href') return /^#[\w:.-]+$/u.test(value)
  const rest = value.replace(/url\(\s*(["']?)#[\w:.-]+\1\s*\)/giu, '')
  return !/url|:\/\/|\\|@|expression|javascript|data:/iu.test(rest)
}

// What XML cannot hold.
function writable(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
}

async function readSize(bytes: Buffer): Promise<{ width: number; height: number } | null> {
  try {
    // Nothing is drawn here, so its size is of no matter.
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata()
    return { width, height }
  } catch {
    return null
  }
}
