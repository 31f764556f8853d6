import type { Element, ElementContent, Parents, Root, RootContent } from 'hast'
import { createElement } from '../../render/element.ts'
import { visitElements } from '../../render/walk.ts'
import { FOOTNOTE_MARK, MARKDOWN, isElement } from './tree.ts'

const MARKS = new Set([
  'strong',
  'b',
  'em',
  'i',
  'del',
  's',
  'strike',
  'u',
  'a',
  'mark',
  'cite',
  'ins',
])
const BLOCKS = new Set('p h1 h2 h3 h4 h5 h6 span blockquote li div figcaption'.split(' '))
const FULL = new Set(
  `img video audio br hr input iframe table pre code ${MARKDOWN} ${FOOTNOTE_MARK}`.split(' '),
)

/** Moves spaces out of what is marked (`<b>so </b>`), which Markdown cannot hold there, and drops what is empty. */
export function tidyInline(tree: Root): void {
  splitParagraphs(tree)
  tidyChildren(tree)
}

// Two breaks in a row are what some editors have for a paragraph.
function splitParagraphs(tree: Root): void {
  visitElements(tree, (node, index, parent) => {
    if (node.tagName !== 'p') return undefined
    const parts = splitAtBreaks(node.children)
    if (parts.length < 2) return index + 1
    parent.children.splice(index, 1, ...parts.map(children => ({ ...node, children })))
    return index + parts.length
  })
}

function splitAtBreaks(children: ElementContent[]): ElementContent[][] {
  const parts: ElementContent[][] = [[]]
  const kept = children.filter(
    (child, at) => !(isBlank(child) && (isBreak(children[at - 1]) || isBreak(children[at + 1]))),
  )
  for (const [at, child] of kept.entries()) {
    if (isBreak(child) && (isBreak(kept[at - 1]) || isBreak(kept[at + 1]))) {
      if (parts.at(-1)?.length !== 0) parts.push([])
    } else parts.at(-1)?.push(child)
  }
  return parts.filter(part => part.length > 0)
}

const isBreak = (node: RootContent | undefined): boolean => isElement(node, 'br')
const isBlank = (node: ElementContent): boolean => node.type === 'text' && node.value.trim() === ''

function tidyChildren(parent: Parents): void {
  if (parent.type === 'element' && ['pre', 'code'].includes(parent.tagName)) return
  const children: RootContent[] = []
  for (const child of parent.children) {
    if (child.type === 'element') {
      tidyChildren(child)
      children.push(...tidyElement(child))
    } else children.push(child)
  }
  parent.children = joinMarks(children)
  movePunctuation(parent.children)
}

function tidyElement(node: Element): ElementContent[] {
  if (isEmpty(node)) {
    if (MARKS.has(node.tagName) && node.tagName !== 'a') return node.children
    if (BLOCKS.has(node.tagName)) return node.tagName === 'span' ? node.children : []
  }
  return MARKS.has(node.tagName) ? moveSpaces(node) : [node]
}

function isEmpty({ children }: Element): boolean {
  return children.every(child => {
    if (child.type === 'text') return /^[\s\u00a0\u200b\ufeff]*$/u.test(child.value)
    if (child.type !== 'element') return true
    return !FULL.has(child.tagName) && isEmpty(child)
  })
}

function moveSpaces(node: Element): ElementContent[] {
  const before = takeSpace(node, 'start')
  const after = takeSpace(node, 'end')
  return [...before, node, ...after]
}

type Side = 'start' | 'end'

function takeSpace(node: Element, side: Side): ElementContent[] {
  const at = side === 'start' ? 0 : -1
  const child = node.children.at(at)
  if (isElement(child, 'br')) {
    node.children.splice(at, 1)
    return [child, ...takeSpace(node, side)]
  }
  if (child?.type !== 'text') return []
  const bare = side === 'start' ? child.value.trimStart() : child.value.trimEnd()
  if (bare === child.value) return []
  child.value = bare
  return [{ type: 'text', value: ' ' }]
}

// `<b>one</b><b>two</b>` would be `**one****two**`.
function joinMarks(children: RootContent[]): RootContent[] {
  const joined: RootContent[] = []
  for (const child of children) {
    const last = joined.at(-1)
    if (isElement(child, 'strong', 'b', 'em', 'i') && isElement(last, child.tagName)) {
      joined[joined.length - 1] = createElement(last.tagName, last.properties, [
        ...last.children,
        ...child.children,
      ])
    } else joined.push(child)
  }
  return joined
}

const BOLD = ['strong', 'b', 'em', 'i', 'del', 's', 'strike']

// In `**so：**后` the second mark closes nothing, as a letter follows a sign: the sign moves out.
function movePunctuation(children: RootContent[]): void {
  for (const [index, child] of children.entries()) {
    if (!isElement(child, ...BOLD)) continue
    moveEnd(child.children.at(-1), children[index + 1])
    moveStart(child.children[0], children[index - 1])
  }
}

function moveEnd(last: RootContent | undefined, after: RootContent | undefined): void {
  if (last?.type !== 'text' || after?.type !== 'text' || !/^[\p{L}\p{N}]/u.test(after.value)) return
  const bare = last.value.replace(/[\p{P}\p{S}]+$/u, '')
  if (bare === '') return
  after.value = last.value.slice(bare.length) + after.value
  last.value = bare
}

function moveStart(first: RootContent | undefined, before: RootContent | undefined): void {
  if (first?.type !== 'text' || before?.type !== 'text' || !/[\p{L}\p{N}]$/u.test(before.value))
    return
  const bare = first.value.replace(/^[\p{P}\p{S}]+/u, '')
  if (bare === '') return
  before.value += first.value.slice(0, first.value.length - bare.length)
  first.value = bare
}
