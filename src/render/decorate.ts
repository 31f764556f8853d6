import type { Element, ElementContent, Root } from 'hast'
import type { Translate } from '../i18n/translate.ts'
import { drawAlerts } from './alerts.ts'
import { createElement } from './element.ts'
import { drawFigures } from './figures.ts'
import { drawFormulas } from './formulas.ts'
import { collectHeadings } from './headings.ts'
import { highlightCode } from './highlight.ts'
import { dressPictures } from './pictures.ts'
import type { Heading, KnownImages } from './rendered.ts'
import { visitElements } from './walk.ts'

/** Adds to a clean text what is ours, and so may be what authors may not write. */
export function decorate(
  tree: Root,
  t: Translate,
  pictures: { images: KnownImages; isAlone: boolean },
): void {
  // Read before the formulas are drawn, whose text would stand there twice.
  const headings = collectHeadings(tree)
  drawFormulas(tree, t)
  highlightCode(tree)
  drawAlerts(tree, t)
  drawFigures(tree)
  dressElements(tree, t)
  dressPictures(tree, pictures)
  wrapTables(tree, t)
  linkHeadings(tree, headings, t)
}

function dressElements(tree: Root, t: Translate): void {
  visitElements(tree, node => {
    const { properties } = node
    if (node.tagName === 'video' || node.tagName === 'audio') properties.controls = true
    if (node.tagName === 'pre') properties.tabIndex = 0
    if (node.tagName === 'input') {
      properties.ariaLabel = properties.checked ? t('Done') : t('To do')
    }
    if ('dataFootnotes' in properties) dressFootnotes(node)
    classAlignment(node)
  })
}

function dressFootnotes(section: Element): void {
  section.properties.className = ['footnotes']
  const heading = section.children.find(child => child.type === 'element')
  if (heading) heading.properties.className = ['sr-only']
}

// The attribute is not valid any more, but it is what GFM's tables and many READMEs are written with.
function classAlignment({ properties }: Element): void {
  const { align } = properties
  if (typeof align === 'string') properties.className = [`align-${align}`]
  delete properties.align
}

function wrapTables(tree: Root, t: Translate): void {
  let number = 0
  visitElements(tree, (node, index, parent) => {
    if (node.tagName !== 'table') return undefined
    number += 1
    const label = t('Table {number}', { number })
    const properties = {
      className: ['table-scroll'],
      role: 'region',
      ariaLabel: label,
      tabIndex: 0,
    }
    parent.children[index] = createElement('div', properties, [node])
    return index + 1
  })
}

function linkHeadings(tree: Root, headings: Heading[], t: Translate): void {
  const texts = new Map(headings.map(({ id, text }) => [id, text]))
  visitElements(tree, (node, index, parent) => {
    const text = /^h[1-6]$/u.test(node.tagName) ? texts.get(String(node.properties.id)) : undefined
    if (text === undefined || isPhrasing(parent)) return undefined
    const link = drawLink(String(node.properties.id), t('Link to “{heading}”', { heading: text }))
    parent.children[index] = createElement('div', { className: ['heading'] }, [node, link])
    return index + 1
  })
}

function isPhrasing(parent: Root | Element): boolean {
  return parent.type === 'element' && ['summary', 'a', 'span'].includes(parent.tagName)
}

function drawLink(id: string, ariaLabel: string): Element {
  const sign: ElementContent = { type: 'text', value: '#' }
  return createElement('a', { className: ['heading-link'], href: `#${id}`, ariaLabel }, [sign])
}
