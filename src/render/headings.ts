import type { Element, Root } from 'hast'
import { toString } from 'hast-util-to-string'
import type { Heading } from './rendered.ts'
import { visitElements } from './walk.ts'

/** Gives each heading an id as GitHub does (`C++ & Rust` → `c--rust`), unique in the text; those it brings along stay. */
export function nameHeadings(tree: Root): void {
  const taken = new Set<string>()
  const counts = new Map<string, number>()
  visitElements(tree, node => {
    if (typeof node.properties.id === 'string') taken.add(node.properties.id)
  })
  visitHeadings(tree, heading => {
    if (typeof heading.properties.id === 'string') return
    const id = findFree(makeAnchor(toString(heading)), taken, counts)
    taken.add(id)
    heading.properties.id = id
  })
}

/** The headings of a clean text, in order, without that of the footnotes and those without an id. */
export function collectHeadings(tree: Root): Heading[] {
  const headings: Heading[] = []
  visitHeadings(tree, heading => {
    const { id } = heading.properties
    if (typeof id !== 'string') return
    const text = toString(heading).replace(/\s+/gu, ' ').trim()
    const depth = Number(heading.tagName.slice(1))
    headings.push({ id, text, depth })
  })
  return headings
}

function visitHeadings(tree: Root, use: (heading: Element) => void): void {
  visitElements(tree, (node, index) => {
    if ('dataFootnotes' in node.properties) return index + 1
    if (/^h[1-6]$/u.test(node.tagName)) use(node)
    return undefined
  })
}

function makeAnchor(text: string): string {
  const anchor = text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\s-]/gu, '')
    .replace(/\s/gu, '-')
  return anchor || 'section'
}

// The count of each anchor is kept, so that many headings with one text take linear time.
function findFree(anchor: string, taken: Set<string>, counts: Map<string, number>): string {
  let number = counts.get(anchor) ?? 0
  while (taken.has(number === 0 ? anchor : `${anchor}-${number}`)) number += 1
  counts.set(anchor, number)
  return number === 0 ? anchor : `${anchor}-${number}`
}
