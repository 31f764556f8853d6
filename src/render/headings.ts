import type { Element, Root } from 'hast'
import { toString } from 'hast-util-to-string'
import { SKIP, visit } from 'unist-util-visit'
import type { Heading } from './rendered.ts'

/** Gives each heading an id as GitHub does (`C++ & Rust` → `c--rust`), unique in the text; those it brings along stay. */
export function nameHeadings(tree: Root): void {
  const taken = new Set<string>()
  visit(tree, 'element', node => {
    if (typeof node.properties.id === 'string') taken.add(node.properties.id)
  })
  visitHeadings(tree, heading => {
    if (typeof heading.properties.id === 'string') return
    const id = findFree(makeAnchor(toString(heading)), taken)
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
  visit(tree, 'element', node => {
    if ('dataFootnotes' in node.properties) return SKIP
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

function findFree(anchor: string, taken: ReadonlySet<string>): string {
  let id = anchor
  for (let number = 1; taken.has(id); number += 1) id = `${anchor}-${number}`
  return id
}
