import type { Element, ElementContent, Root } from 'hast'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { visitElements } from '../../render/walk.ts'
import { closedSchema } from '../../render/schema.ts'

/** An element as clean HTML that Markdown keeps as it is: nothing but what readers may see, and no empty line in it. */
export function writeKept(node: Element): string {
  const tree: Root = { type: 'root', children: [structuredClone(node)] }
  visitElements(tree, each => {
    each.children = each.children.filter(child => child.type !== 'comment')
    return undefined
  })
  const clean = unified().use(rehypeSanitize, SCHEMA).runSync(tree)
  visitElements(clean, dropLines)
  return unified()
    .use(rehypeStringify)
    .stringify(clean)
    .replace(/[ \t]*\n\s*/gu, '\n')
    .trim()
}

/** The opening tag of an element, without what readers may not see. */
export function writeOpening(node: Element): string {
  return writeKept({ ...node, children: [] }).replace(/<\/\w+>$/u, '')
}

const SCHEMA = { ...closedSchema(''), ancestors: {} }

// An empty line would end the HTML; in code it is written otherwise.
function dropLines(node: Element): number | undefined {
  node.children = node.children.flatMap((child): ElementContent[] => {
    if (child.type !== 'text' || node.tagName !== 'pre') return [child]
    return child.value
      .split('\n')
      .flatMap((value, line): ElementContent[] =>
        line === 0 ? [{ type: 'text', value }] : [BREAK, { type: 'text', value }],
      )
  })
  return undefined
}

const BREAK: Element = { type: 'element', tagName: 'br', properties: {}, children: [] }
