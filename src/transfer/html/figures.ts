import type { Element, ElementContent, Root, RootContent } from 'hast'
import { toString } from 'hast-util-to-string'
import { createElement } from '../../render/element.ts'
import { visitElements } from '../../render/walk.ts'
import { attribute, classesOf, isElement, listElements, paragraph, partsOf } from './tree.ts'

/** What figures hold that stay figures, as Markdown has no form for them. */
const KEPT = new Set(['video', 'audio'])

/** Takes figures and galleries apart: an image with a plain caption gets it as its title, which is drawn as a figure again. */
export function tidyFigures(tree: Root): void {
  visitElements(tree, (node, index, parent) => {
    tidyPicture(node)
    const taken = isGalleryList(node) ? listItems(node) : takeFigure(node)
    if (taken === null) return undefined
    parent.children.splice(index, 1, ...taken)
    // What came out of a gallery is looked at in its turn.
    return taken.some(child => isElement(child, 'figure') && child !== node)
      ? index
      : index + taken.length
  })
}

const LAZY = ['dataSrc', 'dataLazySrc', 'dataOrigFile', 'dataOriginal']

// Scripts that load pictures late leave their address elsewhere.
function tidyPicture(node: Element): void {
  if (node.tagName !== 'img') return
  const src = attribute(node, 'src')
  const lazy = LAZY.map(name => attribute(node, name)).find(Boolean)
  if (lazy !== undefined && (src === '' || src.startsWith('data:'))) node.properties.src = lazy
  node.properties = {
    src: attribute(node, 'src'),
    alt: attribute(node, 'alt').replace(/\s+/gu, ' ').trim(),
  }
}

function takeFigure(node: Element): ElementContent[] | null {
  if (node.tagName !== 'figure' || 'dataKept' in node.properties) return null
  const own = findCaption(node)
  const caption = own && toString(own).trim() !== '' ? own : null
  const content = node.children.filter(child => child !== own)
  const [only, more] = partsOf({ ...node, children: content })
  if (more === undefined && isElement(only)) return takeOnly(unwrap(only), caption)
  return [...spread(content), ...captionParagraphs(caption)]
}

function findCaption(node: Element): Element | undefined {
  const captions = listElements(node, 'figcaption')
  const isSingle = listElements(node, 'figure').length === 0
  return (
    captions.find(caption => node.children.includes(caption)) ??
    (isSingle ? captions[0] : undefined)
  )
}

function takeOnly(only: Element, caption: Element | null): ElementContent[] {
  const image = findImage(only)
  if (image) return [drawImage(only, image, caption)]
  if (KEPT.has(only.tagName) && caption) return [keepFigure(only, caption)]
  const isInLine = ['a', 'span', 'em', 'strong'].includes(only.tagName)
  const whole = isInLine ? paragraph([only]) : only
  const inner = only.tagName === 'div' ? spread(only.children) : [whole]
  return [...inner, ...captionParagraphs(caption)]
}

function drawImage(outer: Element, image: Element, caption: Element | null): Element {
  if (!caption) return paragraph([outer])
  if (!isPlain(caption)) return keepFigure(outer, caption)
  image.properties.title = toString(caption).replace(/\s+/gu, ' ').trim()
  return paragraph([outer])
}

const isPlain = (caption: Element): boolean =>
  listElements(caption, 'a', 'code', 'sup', 'sub', 'ul', 'ol').length === 0

const keepFigure = (content: Element, caption: Element): Element =>
  createElement('figure', { dataKept: '' }, [
    content,
    createElement('figcaption', {}, caption.children),
  ])

function captionParagraphs(caption: Element | null): Element[] {
  return caption ? [paragraph([createElement('em', {}, caption.children)])] : []
}

function unwrap(node: Element): Element {
  const [only, more] = partsOf(node)
  const isWrapper = ['div', 'p', 'span', 'center', 'picture', 'noscript'].includes(node.tagName)
  if (node.tagName === 'picture') return listElements(node, 'img')[0] ?? node
  return isWrapper && more === undefined && isElement(only) ? unwrap(only) : node
}

// It may be a link to something larger.
function findImage(node: Element): Element | null {
  if (node.tagName === 'img') return node
  const [only, more] = partsOf(node)
  if (node.tagName !== 'a' || more !== undefined || !isElement(only)) return null
  return findImage(unwrap(only))
}

// Each picture of a gallery stands in a paragraph of its own, so that none is squeezed beside others.
function spread(children: readonly RootContent[]): ElementContent[] {
  return children.flatMap((child): ElementContent[] => {
    if (!isElement(child)) return child.type === 'text' ? [child] : []
    if (findImage(child)) return [paragraph([child])]
    if (isGalleryList(child)) return spread(listItems(child))
    const isBox = ['div', 'section'].includes(child.tagName) || isGallery(child)
    return isBox ? spread(child.children) : [child]
  })
}

const isGallery = (node: Element): boolean =>
  node.tagName === 'figure' &&
  classesOf(node).some(name => name.includes('gallery')) &&
  listElements(node, 'figure').length > 0 &&
  listElements(node, 'figcaption').every(caption => !node.children.includes(caption))

const isGalleryList = (node: Element): boolean =>
  node.tagName === 'ul' &&
  partsOf(node).length > 0 &&
  partsOf(node).every(item => isElement(item, 'li') && isOnlyFigure(item))

function isOnlyFigure(item: Element): boolean {
  const [only, more] = partsOf(item)
  return isElement(only, 'figure') && more === undefined && listElements(only, 'img').length === 1
}

const listItems = (list: Element): ElementContent[] =>
  partsOf(list).flatMap(item => (isElement(item) ? item.children : []))
