import type { ElementContent, Root } from 'hast'
import { createElement } from '../../render/element.ts'
import type { AddNote } from '../html/notes.ts'
import { drawCard } from './cards.ts'
import { fieldOf, isYes, listOf, numberOf, textOf, type Json } from './json.ts'

type Draw = (node: Json, children: ElementContent[]) => ElementContent[]

/** A text of Ghost's present editor as a tree of HTML. */
export function readLexical(document: Json, say: AddNote): Root {
  return { type: 'root', children: drawChildren(fieldOf(document, 'root'), say) }
}

const drawChildren = (node: Json, say: AddNote): ElementContent[] =>
  listOf(node, 'children').flatMap(child => drawNode(child, say))

function drawNode(node: Json, say: AddNote): ElementContent[] {
  const type = textOf(node, 'type').replace(/^extended-/u, '')
  const draw = NODES.get(type)
  return draw ? draw(node, drawChildren(node, say)) : drawCard(type, node, say)
}

const wrap =
  (tagName: string): Draw =>
  (_node, children) => [createElement(tagName, {}, children)]

const NODES: ReadonlyMap<string, Draw> = new Map<string, Draw>([
  ['paragraph', wrap('p')],
  ['quote', wrap('blockquote')],
  ['aside', wrap('blockquote')],
  ['linebreak', wrap('br')],
  ['tab', () => [{ type: 'text', value: ' ' }]],
  ['heading', (node, children) => [createElement(headingOf(node), {}, children)]],
  ['text', drawText],
  ['link', drawLink],
  ['autolink', drawLink],
  ['at-link', drawLink],
  ['list', drawList],
  ['listitem', drawItem],
])

const headingOf = (node: Json): string =>
  /^h[1-6]$/u.test(textOf(node, 'tag')) ? textOf(node, 'tag') : 'h2'

function drawLink(node: Json, children: ElementContent[]): ElementContent[] {
  return [createElement('a', { href: textOf(node, 'url') }, children)]
}

function drawList(node: Json, children: ElementContent[]): ElementContent[] {
  const isNumbered = textOf(node, 'listType') === 'number' || textOf(node, 'tag') === 'ol'
  const start = numberOf(fieldOf(node, 'start'))
  return [createElement(isNumbered ? 'ol' : 'ul', start > 1 ? { start } : {}, children)]
}

// A list within a list is the only child of an item of its own.
function drawItem(node: Json, children: ElementContent[]): ElementContent[] {
  const checked = fieldOf(node, 'checked')
  const box = createElement('input', { type: 'checkbox', checked: isYes(checked) }, [])
  return [createElement('li', {}, typeof checked === 'boolean' ? [box, ...children] : children)]
}

const FORMATS: readonly (readonly [number, string])[] = [
  [16, 'code'],
  [128, 'mark'],
  [64, 'sup'],
  [32, 'sub'],
  [8, 'u'],
  [4, 's'],
  [2, 'em'],
  [1, 'strong'],
]

function drawText(node: Json): ElementContent[] {
  const format = numberOf(fieldOf(node, 'format')) || 0
  let content: ElementContent = { type: 'text', value: textOf(node, 'text') }
  for (const [bit, tagName] of FORMATS) {
    if ((format & bit) !== 0) content = createElement(tagName, {}, [content])
  }
  return [content]
}
