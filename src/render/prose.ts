import type { Element, ElementContent, Root, RootContent } from 'hast'

const NOT_PROSE = new Set(
  'h1 h2 h3 h4 h5 h6 pre table figcaption audio video sup section hr'.split(' '),
)

/** A copy without headings, code blocks, tables and notes: what a summary is made of. */
export function selectProse(tree: Root): Root {
  return { type: 'root', children: tree.children.filter(isProse).map(copyProse) }
}

function copyProse<T extends RootContent>(node: T): T {
  if (node.type !== 'element') return node
  return { ...node, children: node.children.filter(isProse).map(child => copyProse(child)) }
}

function isProse(node: RootContent | ElementContent): boolean {
  return node.type !== 'element' || (!NOT_PROSE.has(node.tagName) && !isContentsMark(node))
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
