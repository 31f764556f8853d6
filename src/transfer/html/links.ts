import type { Element, Root } from 'hast'
import { mark } from '../../i18n/translate.ts'
import { visitElements } from '../../render/walk.ts'
import type { AddNote } from './notes.ts'
import { attribute, isElement, listElements, inlineMarkdown, partsOf } from './tree.ts'
import { decodePercent } from '../../text/percent.ts'
import { escapeAttribute } from '../../text/escape-attribute.ts'

const KNOWN = new Set(['http', 'https', 'mailto', 'tel'])

/** The scheme of an address as browsers read it, without what they leave out; '' for a relative one. */
function schemeOf(address: string): string {
  const bare = address.replace(/[\s\p{Cc}]/gu, '')
  return /^([a-z][a-z0-9+.-]*):/iu.exec(bare)?.[1]?.toLowerCase() ?? ''
}

/** True for what a text may lead to. */
export const isSafeAddress = (address: string): boolean => {
  const scheme = schemeOf(address)
  return scheme === '' || KNOWN.has(scheme)
}

/** Takes away what leads to no page, and the anchors that no link of the text leads to. */
export function tidyLinks(tree: Root, say: AddNote): void {
  const wanted = new Set(
    listElements(tree, 'a').flatMap(node => {
      const href = attribute(node, 'href')
      return href.startsWith('#') ? [decodePercent(href.slice(1))] : []
    }),
  )
  const placed = new Set<string>()
  visitElements(tree, (node, index, parent) => {
    if (node.tagName === 'img') return tidyImage(node, say) ? undefined : drop(parent, index)
    const anchor = [
      attribute(node, 'id'),
      node.tagName === 'a' ? attribute(node, 'name') : '',
    ].find(id => wanted.has(id) && !placed.has(id))
    delete node.properties.id
    delete node.properties.name
    if (anchor !== undefined && anchor !== '') {
      placed.add(anchor)
      node.children.unshift(inlineMarkdown(`<a id="${escapeAttribute(anchor)}"></a>`))
    }
    return node.tagName === 'a' ? tidyLink(node, index, parent.children, say) : undefined
  })
}

function drop(parent: { children: unknown[] }, index: number): number {
  parent.children.splice(index, 1)
  return index
}

function tidyImage(node: Element, say: AddNote): boolean {
  const src = attribute(node, 'src').trim()
  const isShown = src !== '' && isSafeAddress(src)
  if (!isShown && src !== '') {
    say(mark('An image whose address is no address was left out: {address}.'), {
      address: shorten(src),
    })
  }
  return isShown
}

// A link around nothing but its own picture in large: the picture itself is that.
function tidyLink(
  node: Element,
  index: number,
  siblings: unknown[],
  say: AddNote,
): number | undefined {
  const href = attribute(node, 'href').trim()
  if (!isSafeAddress(href)) {
    say(mark('A link that leads nowhere safe is plain text now: {address}.'), {
      address: shorten(href),
    })
    siblings.splice(index, 1, ...node.children)
    return index
  }
  const [only, more] = partsOf(node)
  if (more === undefined && isElement(only, 'img') && isLarger(href, attribute(only, 'src'))) {
    only.properties.src = href
    siblings.splice(index, 1, only)
    return index
  }
  if (href === '' || partsOf(node).length === 0) {
    siblings.splice(index, 1, ...node.children)
    return index
  }
  node.properties.href = href
  delete node.properties.title
  return undefined
}

function isLarger(href: string, src: string): boolean {
  const image = /\.(?:jpe?g|png|gif|webp|avif)(?:\?[^#]*)?$/iu
  return image.test(href) && originalName(href) === originalName(src)
}

/** The address of a picture without the size that WordPress and Ghost put into those of its copies. */
export function originalName(address: string): string {
  return address
    .replace(/^https?:/iu, '')
    .replace(/[?#].*$/su, '')
    .replace(/-\d{1,5}x\d{1,5}(?=\.\w{3,4}$)/u, '')
    .replace(/\/size\/w\d+(?:h\d+)?\//u, '/')
}

const shorten = (address: string): string =>
  address.length > 80 ? `${address.slice(0, 80)}…` : address
