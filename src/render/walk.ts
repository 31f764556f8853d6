import type { Element, Parents, Root } from 'hast'

type Use = (node: Element, index: number, parent: Parents) => number | undefined

/**
 * Visits the elements of a tree in their order. `use` returns the index of the sibling to go on with, which leaves out what is
 * in the element, or nothing to go on inside it. (unist-util-visit takes ten times as long, for a name in stack traces.)
 */
export function visitElements(tree: Root, use: Use): void {
  visitChildren(tree, use)
}

function visitChildren(parent: Parents, use: Use): void {
  let index = 0
  while (index < parent.children.length) {
    const node = parent.children[index]
    const next = node?.type === 'element' ? use(node, index, parent) : undefined
    if (next === undefined && node?.type === 'element') visitChildren(node, use)
    index = next ?? index + 1
  }
}
