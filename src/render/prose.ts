import type { Element, Nodes, Root } from 'hast'

const NOT_PROSE = new Set(
  'h1 h2 h3 h4 h5 h6 pre table figcaption audio video sup section hr'.split(' '),
)
const IN_LINE = new Set(
  'a abbr b cite code del dfn em i ins kbd mark q ruby s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
)
// Enough to find 300 characters in, whatever the white space between them.
const ENOUGH_CHARS = 6000

/** The whole text of a clean tree, with a space where a block ends. */
export function readText(tree: Root): string {
  const parts: string[] = []
  collectText(tree, parts, () => true)
  return parts.join('')
}

/** The beginning of the text without headings, code blocks, tables and notes: what a summary is made of. */
export function readProse(tree: Root): string {
  const parts: string[] = []
  let chars = 0
  for (const child of tree.children) {
    if (chars > ENOUGH_CHARS) break
    const before = parts.length
    if (isProse(child)) collectText(child, parts, isProse)
    for (const part of parts.slice(before)) chars += part.length
  }
  return parts.join('')
}

/** Whether this is the paragraph `[[toc]]` or `[TOC]`, in whose place the table of contents stands. */
export function isContentsMark(node: Element): boolean {
  const [only, more] = node.children
  return (
    node.tagName === 'p' &&
    only?.type === 'text' &&
    more === undefined &&
    /^\s*(?:\[\[_?toc_?\]\]|\[toc\])\s*$/iu.test(only.value)
  )
}

function collectText(node: Nodes, parts: string[], isWanted: (node: Nodes) => boolean): void {
  if (node.type === 'text') parts.push(node.value)
  if (!('children' in node)) return
  for (const child of node.children) if (isWanted(child)) collectText(child, parts, isWanted)
  if (node.type === 'element' && !IN_LINE.has(node.tagName)) parts.push(' ')
}

function isProse(node: Nodes): boolean {
  return node.type !== 'element' || (!NOT_PROSE.has(node.tagName) && !isContentsMark(node))
}
