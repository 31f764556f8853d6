import type { Element, ElementContent, Root } from 'hast'
import { createElement } from '../../render/element.ts'
import type { AddNote } from '../html/notes.ts'
import { drawCard } from './cards.ts'
import { listOf, numberOf, type Json } from './json.ts'

const [MARKUP, IMAGE, LIST, CARD] = [1, 2, 3, 10]
const BLOCKS = new Set('p h1 h2 h3 h4 h5 h6 blockquote aside pull-quote ul ol'.split(' '))
const MARKUPS = new Set('a strong b em i u s del code sub sup mark'.split(' '))

/** A text of Ghost's former editor as a tree of HTML. */
export function readMobiledoc(document: Json, say: AddNote): Root {
  const children = listOf(document, 'sections').flatMap(section =>
    drawSection(document, toList(section), say),
  )
  return { type: 'root', children }
}

const toList = (value: Json): Json[] => (Array.isArray(value) ? (value as Json[]) : [])
const toText = (value: Json): string => (typeof value === 'string' ? value : '')

function drawSection(document: Json, [kind, what, rest]: Json[], say: AddNote): ElementContent[] {
  if (kind === IMAGE) return [createElement('img', { src: toText(what), alt: '' }, [])]
  if (kind === CARD) {
    const [name, payload] = toList(listOf(document, 'cards')[numberOf(what)])
    return drawCard(toText(name), payload, say)
  }
  const tagName = BLOCKS.has(toText(what)) ? toText(what) : 'p'
  if (kind === LIST) {
    const items = toList(rest).map(item =>
      createElement('li', {}, drawMarkers(document, toList(item))),
    )
    return [createElement(tagName, {}, items)]
  }
  if (kind !== MARKUP) return []
  const isQuote = tagName === 'aside' || tagName === 'pull-quote'
  return [createElement(isQuote ? 'blockquote' : tagName, {}, drawMarkers(document, toList(rest)))]
}

// Each marker opens some of the listed markups and closes as many of the innermost as it says.
function drawMarkers(document: Json, markers: readonly Json[]): ElementContent[] {
  const root = createElement('p', {}, [])
  const open: Element[] = [root]
  for (const marker of markers) {
    const [kind, opens, closes, value] = toList(marker)
    for (const index of toList(opens)) {
      const markup = drawMarkup(listOf(document, 'markups')[numberOf(index)])
      open.at(-1)?.children.push(markup)
      open.push(markup)
    }
    open.at(-1)?.children.push(kind === 1 ? drawAtom(document, value) : drawWords(value))
    open.splice(Math.max(1, open.length - (numberOf(closes) || 0)))
  }
  return root.children
}

const drawWords = (value: Json): ElementContent => ({ type: 'text', value: toText(value) })

function drawMarkup(markup: Json): Element {
  const [tagName, attributes] = toList(markup)
  const given = toList(attributes)
  const name = MARKUPS.has(toText(tagName)) ? toText(tagName) : 'span'
  const href = toText(given[given.indexOf('href') + 1])
  return createElement(name, name === 'a' ? { href } : {}, [])
}

function drawAtom(document: Json, index: Json): ElementContent {
  const [name, value] = toList(listOf(document, 'atoms')[numberOf(index)])
  return name === 'soft-return' ? createElement('br', {}, []) : drawWords(value)
}
