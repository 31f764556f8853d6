import type { Element, ElementContent, Root } from 'hast'
import type { Translate } from '../i18n/translate.ts'
import { createElement } from './element.ts'
import { isContentsMark } from './prose.ts'
import type { Heading } from './rendered.ts'
import { visitElements } from './walk.ts'

type Entry = { heading: Heading; below: Entry[] }

/** Puts a table of contents in the place of the first `[[toc]]` or `[TOC]`, else on top if it is wanted. */
export function placeContents(
  tree: Root,
  headings: Heading[],
  { isWanted, t }: { isWanted: boolean; t: Translate },
): void {
  let contents = headings.length > 0 ? drawContents(headings, t) : null
  visitElements(tree, (node, index, parent) => {
    if (!isContentsMark(node)) return undefined
    parent.children.splice(index, 1, ...(contents ? [contents] : []))
    const next = contents ? index + 1 : index
    contents = null
    isWanted = false
    return next
  })
  if (contents && isWanted) tree.children.unshift(contents)
}

function drawContents(headings: Heading[], t: Translate): Element {
  return createElement('nav', { className: ['toc'], ariaLabel: t('Contents') }, [
    drawEntries(nestHeadings(headings)),
  ])
}

function nestHeadings(headings: Heading[]): Entry[] {
  const top: Entry[] = []
  const open: Entry[] = []
  for (const heading of headings) {
    while ((open.at(-1)?.heading.depth ?? 0) >= heading.depth) open.pop()
    const entry = { heading, below: [] }
    const siblings = open.at(-1)?.below ?? top
    siblings.push(entry)
    open.push(entry)
  }
  return top
}

function drawEntries(entries: Entry[]): Element {
  return createElement('ol', {}, entries.map(drawEntry))
}

function drawEntry({ heading, below }: Entry): Element {
  const text: ElementContent = { type: 'text', value: heading.text }
  const link = createElement('a', { href: `#${heading.id}` }, [text])
  return createElement('li', {}, below.length > 0 ? [link, drawEntries(below)] : [link])
}
