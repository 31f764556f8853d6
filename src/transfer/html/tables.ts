import type { Element, Root } from 'hast'
import { createElement } from '../../render/element.ts'
import { visitElements } from '../../render/walk.ts'
import { attribute, isElement, KEPT, listElements, inlineMarkdown, partsOf } from './tree.ts'

const BLOCKS =
  'p ul ol pre blockquote h1 h2 h3 h4 h5 h6 table figure div video audio hr details dl'.split(' ')

/** Lets the tables that Markdown cannot say stay HTML. */
export function keepTables(tree: Root): void {
  visitElements(tree, (node, index, parent) => {
    if (node.tagName !== 'table') return undefined
    if (isSimpleTable(node)) keepBreaks(node)
    else parent.children[index] = createElement(KEPT, {}, [node])
    return index + 1
  })
}

// Without spans, caption, blocks in its cells, and with a row of headings at most.
function isSimpleTable(table: Element): boolean {
  const cells = listElements(table, 'td', 'th')
  const rows = listElements(table, 'tr')
  if (listElements(table, 'caption').some(caption => partsOf(caption).length > 0)) return false
  if (cells.length === 0 || rows.length > MAX_ROWS) return false
  return cells.every(isSimpleCell) && !hasSideHeadings(table)
}

function keepBreaks(table: Element): void {
  visitElements({ type: 'root', children: table.children }, (node, index, parent) => {
    if (node.tagName === 'br') parent.children[index] = inlineMarkdown('<br>')
    return undefined
  })
}

const MAX_ROWS = 2_000

// One paragraph is what many editors write into each cell.
function isSimpleCell(cell: Element): boolean {
  const spans = [attribute(cell, 'colSpan'), attribute(cell, 'rowSpan')]
  const [only, more] = partsOf(cell)
  const inner = isElement(only, 'p') && more === undefined ? only : cell
  return (
    spans.every(span => span === '' || span === '1') && listElements(inner, ...BLOCKS).length === 0
  )
}

function hasSideHeadings(table: Element): boolean {
  const [, ...rows] = listElements(table, 'tr')
  return rows.some(row => partsOf(row).some(cell => isElement(cell, 'th')))
}
