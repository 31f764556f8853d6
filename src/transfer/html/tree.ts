import type { Element, ElementContent, Root, RootContent } from 'hast'
import rehypeParse from 'rehype-parse'
import { unified } from 'unified'
import { createElement } from '../../render/element.ts'
import { visitElements } from '../../render/walk.ts'

/** What stands for Markdown as it is, which nothing escapes; parsed HTML never holds it. */
export const MARKDOWN = 'x-markdown'
/** Holds one element that stays HTML. */
export const KEPT = 'x-kept'
export const FOOTNOTE = 'x-footnote'
export const FOOTNOTE_MARK = 'x-footnote-mark'

const OWN = new Set([MARKDOWN, KEPT, FOOTNOTE, FOOTNOTE_MARK])

export function parseHtml(html: string): Root {
  const tree = unified().use(rehypeParse, { fragment: true }).parse(html)
  visitElements(tree, node => {
    if (OWN.has(node.tagName)) node.tagName = 'span'
    return undefined
  })
  return tree
}

/** Markdown that goes into the text as it is. */
export function markdownElement(text: string): Element {
  return createElement(MARKDOWN, {}, [{ type: 'text', value: text }])
}

/** The same within a line. */
export function inlineMarkdown(text: string): Element {
  return createElement(MARKDOWN, { dataInline: '' }, [{ type: 'text', value: text }])
}

export function paragraph(children: ElementContent[]): Element {
  return createElement('p', {}, children)
}

export function linkTo(href: string, text = href): Element {
  return createElement('a', { href }, [{ type: 'text', value: text }])
}

/** An attribute as text; '' if it is not there. */
export function attribute({ properties }: Element, name: string): string {
  const value = properties[name]
  if (Array.isArray(value)) return value.join(' ')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function classesOf(node: Element): string[] {
  const { className } = node.properties
  return Array.isArray(className) ? className.map(String) : []
}

export function isElement(node: RootContent | undefined, ...names: string[]): node is Element {
  return node?.type === 'element' && (names.length === 0 || names.includes(node.tagName))
}

/** What is in an element besides space between its parts and comments. */
export function partsOf({ children }: Root | Element): RootContent[] {
  return children.filter(
    child => !(child.type === 'text' && child.value.trim() === '') && child.type !== 'comment',
  )
}

/** All elements of these names in a tree, in their order. */
export function listElements(tree: Root | Element, ...names: string[]): Element[] {
  const found: Element[] = []
  visitElements({ type: 'root', children: tree.children }, node => {
    if (names.includes(node.tagName)) found.push(node)
    return undefined
  })
  return found
}
