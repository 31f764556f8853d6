import type { Element, ElementContent, Root } from 'hast'
import { toString } from 'hast-util-to-string'
import { SKIP, visit } from 'unist-util-visit'
import type { Translate } from '../i18n/translate.ts'
import { drawAlerts } from './alerts.ts'
import { createElement } from './element.ts'
import { drawFormulas } from './formulas.ts'
import { visitHeadings } from './headings.ts'
import { highlightCode } from './highlight.ts'

/** Adds to a clean text what is ours, and so may be what authors may not write. */
export function decorate(tree: Root, t: Translate): void {
  drawFormulas(tree, t)
  highlightCode(tree)
  drawAlerts(tree, t)
  dressElements(tree, t)
  wrapTables(tree, t)
  linkHeadings(tree, t)
}

function dressElements(tree: Root, t: Translate): void {
  visit(tree, 'element', node => {
    const { properties } = node
    if (node.tagName === 'img') Object.assign(properties, { loading: 'lazy', decoding: 'async' })
    if (node.tagName === 'video' || node.tagName === 'audio') properties.controls = true
    if (node.tagName === 'pre') properties.tabIndex = 0
    if (node.tagName === 'input') {
      properties.ariaLabel = properties.checked ? t('Done') : t('To do')
    }
    if ('dataFootnotes' in properties) properties.className = ['footnotes']
    classAlignment(node)
  })
}

// The attribute is not valid any more, but it is what GFM's tables and many READMEs are written with.
function classAlignment({ properties }: Element): void {
  const { align } = properties
  if (typeof align === 'string') properties.className = [`align-${align}`]
  delete properties.align
}

function wrapTables(tree: Root, t: Translate): void {
  let number = 0
  visit(tree, 'element', (node, index, parent) => {
    if (node.tagName !== 'table' || !parent || index === undefined) return undefined
    number += 1
    const label = t('Table {number}', { number })
    const properties = {
      className: ['table-scroll'],
      role: 'region',
      ariaLabel: label,
      tabIndex: 0,
    }
    parent.children[index] = createElement('div', properties, [node])
    return [SKIP, index + 1] as const
  })
}

function linkHeadings(tree: Root, t: Translate): void {
  const headings = new Set<ElementContent>()
  visitHeadings(tree, heading => headings.add(heading))
  visit(tree, 'element', (node, index, parent) => {
    if (!headings.has(node) || node.properties.id === undefined) return undefined
    if (!parent || index === undefined || isPhrasing(parent)) return undefined
    parent.children[index] = createElement('div', { className: ['heading'] }, [
      node,
      drawLink(node, t),
    ])
    return [SKIP, index + 1] as const
  })
}

function isPhrasing(parent: Root | Element): boolean {
  return parent.type === 'element' && ['summary', 'a', 'span'].includes(parent.tagName)
}

function drawLink(heading: Element, t: Translate): Element {
  const label = t('Link to “{heading}”', { heading: toString(heading).trim() })
  const href = `#${String(heading.properties.id)}`
  const sign: ElementContent = { type: 'text', value: '#' }
  return createElement('a', { className: ['heading-link'], href, ariaLabel: label }, [sign])
}
