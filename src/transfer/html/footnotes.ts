import type { Element, ElementContent, Parents, Root } from 'hast'
import { toString } from 'hast-util-to-string'
import { createElement } from '../../render/element.ts'
import { visitElements } from '../../render/walk.ts'
import {
  attribute,
  classesOf,
  FOOTNOTE,
  FOOTNOTE_MARK,
  isElement,
  listElements,
  partsOf,
} from './tree.ts'

/** Recognises footnotes as other programs write them: marks that lead to the items of a list of notes, and back. */
export function tidyFootnotes(tree: Root): void {
  const notes = findNotes(tree)
  if (notes.size === 0) return
  const numbers = replaceMarks(tree, notes)
  if (numbers.size === 0) return
  takeOutNotes(tree, notes, numbers)
  for (const [id, number] of numbers) {
    const note = notes.get(id)
    if (note) tree.children.push(drawNote(note, number))
  }
}

const LISTS = /^(?:wp-block-)?(?:footnotes?(?:-list|_list)?|endnotes?|references|footnotes-sep)$/u
const BACK = /^(?:\u21a9|↑|⬆|\^|\ufe0e|\ufe0f|[\s[\]])+$/u

function findNotes(tree: Root): Map<string, Element> {
  const notes = new Map<string, Element>()
  visitElements(tree, node => {
    if (!isNoteList(node)) return undefined
    for (const item of listElements(node, 'li', 'p', 'div')) {
      const id = attribute(item, 'id')
      if (id !== '') notes.set(id, item)
    }
    return undefined
  })
  return notes
}

const isNoteList = (node: Element): boolean =>
  classesOf(node).some(name => LISTS.test(name)) ||
  'dataFootnotes' in node.properties ||
  attribute(node, 'role') === 'doc-endnotes'

function replaceMarks(tree: Root, notes: ReadonlyMap<string, Element>): Map<string, number> {
  const numbers = new Map<string, number>()
  visitElements(tree, (node, index, parent) => {
    if (isNoteList(node)) return index + 1
    const id = leadsTo(node, notes)
    if (id === null) return undefined
    const number = numbers.get(id) ?? numbers.size + 1
    numbers.set(id, number)
    parent.children.splice(index, 1, createElement(FOOTNOTE_MARK, { number }, []))
    return index + 1
  })
  return numbers
}

// The mark is the link, or what is raised around nothing but it.
function leadsTo(node: Element, notes: ReadonlyMap<string, Element>): string | null {
  const [only, more] = partsOf(node)
  const isRaised = node.tagName === 'sup' && isElement(only, 'a') && more === undefined
  const link = isRaised ? only : node
  const href = link.tagName === 'a' ? attribute(link, 'href') : ''
  const id = href.startsWith('#') ? href.slice(1) : ''
  return notes.has(id) ? id : null
}

function takeOutNotes(
  tree: Root,
  notes: ReadonlyMap<string, Element>,
  numbers: ReadonlyMap<string, number>,
): void {
  const taken = new Set([...numbers.keys()].map(id => notes.get(id)))
  visitElements(tree, (node, index, parent) => {
    if (!isNoteList(node)) return undefined
    removeFrom(node, taken)
    const rest = listElements(node, 'li', 'p').some(each => toString(each).trim() !== '')
    if (rest) return index + 1
    const from = isElement(parent.children[index - 1], 'hr') ? index - 1 : index
    parent.children.splice(from, index - from + 1)
    return from
  })
}

function removeFrom(parent: Parents, taken: ReadonlySet<Element | undefined>): void {
  parent.children = parent.children.filter(child => !(child.type === 'element' && taken.has(child)))
  for (const child of parent.children) if (child.type === 'element') removeFrom(child, taken)
}

function drawNote(note: Element, number: number): Element {
  dropBackLinks(note)
  return createElement(FOOTNOTE, { number }, note.children)
}

function dropBackLinks(parent: Parents): void {
  parent.children = parent.children.filter(child => !isBackLink(child))
  for (const child of parent.children) if (child.type === 'element') dropBackLinks(child)
}

function isBackLink(node: { type: string }): boolean {
  if (!isElement(node as ElementContent, 'a', 'sup')) return false
  const link = node as Element
  if (link.tagName === 'sup') {
    const [only, more] = partsOf(link)
    return more === undefined && only !== undefined && isBackLink(only)
  }
  return (
    classesOf(link).some(name => name.includes('back')) ||
    'dataFootnoteBackref' in link.properties ||
    (attribute(link, 'href').startsWith('#') && BACK.test(toString(link)))
  )
}
