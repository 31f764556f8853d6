import type { Element, Root } from 'hast'
import { visitElements } from './walk.ts'
import { decodePercent } from '../text/percent.ts'

/** Makes links within the text point to the prefixed ids, and drops an id's second use. */
export function matchLocalLinks(tree: Root, idPrefix: string): void {
  const ids = new Set<unknown>()
  visitElements(tree, ({ properties }) => {
    if (ids.has(properties.id)) delete properties.id
    if (properties.id !== undefined) ids.add(properties.id)
    if (properties.name !== undefined) ids.add(properties.name)
  })
  visitElements(tree, ({ properties }) => {
    const { href } = properties
    if (!isLocal(href)) return
    const target = [href.slice(1), decodePercent(href.slice(1))].find(id => ids.has(idPrefix + id))
    if (target !== undefined) properties.href = `#${idPrefix}${target}`
  })
}

/** Takes out all that needs ids (footnotes, links within the text), so that many texts fit on one page. */
export function dropIds(tree: Root): void {
  visitElements(tree, (node, index, parent) => {
    dropReferences(node)
    if ('dataFootnotes' in node.properties || isFootnoteMark(node)) {
      parent.children.splice(index, 1)
      return index
    }
    if (isLocal(node.properties.href)) delete node.properties.href
    return undefined
  })
}

/** Where a text links to, each address once. */
export function listLinks(tree: Root): string[] {
  return listProperty(tree, 'a', 'href').filter(href => !href.startsWith('#'))
}

/** The pictures of a text, each address once. */
export function listImages(tree: Root): string[] {
  return listProperty(tree, 'img', 'src')
}

function dropReferences({ properties }: Element): void {
  delete properties.id
  delete properties.name
  delete properties.ariaDescribedBy
  delete properties.ariaLabelledBy
}

function isLocal(href: unknown): href is string {
  return typeof href === 'string' && href.startsWith('#')
}

function isFootnoteMark(node: Element): boolean {
  const [first] = node.children
  return (
    node.tagName === 'sup' && first?.type === 'element' && 'dataFootnoteRef' in first.properties
  )
}

function listProperty(tree: Root, tagName: string, name: string): string[] {
  const values = new Set<string>()
  visitElements(tree, node => {
    const value = node.tagName === tagName ? node.properties[name] : undefined
    if (typeof value === 'string' && value !== '') values.add(value)
  })
  return [...values]
}
