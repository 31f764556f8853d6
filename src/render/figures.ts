import type { Element, Root } from 'hast'
import { createElement } from './element.ts'
import { visitElements } from './walk.ts'

/** Makes a figure of an image that stands alone with a title: the title is its caption. */
export function drawFigures(tree: Root): void {
  visitElements(tree, (node, index, parent) => {
    const image = node.tagName === 'p' ? findOnlyImage(node) : null
    const { title } = image?.properties ?? {}
    if (!image || typeof title !== 'string' || title.trim() === '') return undefined
    delete image.properties.title
    const caption = createElement('figcaption', {}, [{ type: 'text', value: title }])
    parent.children[index] = createElement('figure', {}, [...node.children, caption])
    return index + 1
  })
}

// It may be a link to something larger.
function findOnlyImage(node: Element): Element | null {
  const [only, more] = node.children
  if (only?.type !== 'element' || more !== undefined) return null
  if (only.tagName === 'img') return only
  return only.tagName === 'a' ? findOnlyImage(only) : null
}
