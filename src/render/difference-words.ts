import { diffArrays, type ArrayChange } from 'diff'
import type { Element, ElementContent, Parents, RootContent, Text } from 'hast'
import { toString } from 'hast-util-to-string'
import { splitWords } from '../text/words.ts'
import { createElement } from './element.ts'

/** A word of a rendered block, or what has no words: `key` tells it from others, its look included. */
type Token = {
  key: string
  text: string
  node: ElementContent
  isAdded: boolean
  /** The words that stood before it, or (`after`) behind the last one. */
  removed: string
  removedAfter: string
}

/** Blocks that differ in more words are shown one after the other. */
const MAX_CHANGES = 1_000
const MAX_TOKENS = 20_000

/** What one sees of a word beside itself. */
const LOOKS = new Set([
  'a',
  'strong',
  'em',
  'b',
  'i',
  's',
  'del',
  'ins',
  'mark',
  'code',
  'sub',
  'sup',
])

/** What is taken whole. */
const WHOLE = new Set(['img', 'input', 'video', 'audio', 'math', 'hr'])

/** Marks in `added` the words that it has and `removed` had not, and puts those in that it had; null if they share too little. */
export function markWords(removed: RootContent, added: RootContent): RootContent | null {
  if (removed.type !== 'element' || added.type !== 'element') return null
  const [old, young] = [listTokens(removed), listTokens(added)]
  const changes = removed.tagName === added.tagName ? compareTokens(old, young) : undefined
  if (!changes) return null
  applyChanges(changes, old, young)
  rebuild(added, groupByNode(young))
  return added
}

function compareTokens(old: Token[], young: Token[]): ArrayChange<string>[] | undefined {
  if (young.length === 0 || old.length + young.length > MAX_TOKENS) return undefined
  const keysOf = (tokens: Token[]) => tokens.map(({ key }) => key)
  return diffArrays(keysOf(old), keysOf(young), { maxEditLength: MAX_CHANGES })
}

function applyChanges(changes: ArrayChange<string>[], old: Token[], young: Token[]): void {
  const at = { old: 0, young: 0 }
  for (const { added, removed, count } of changes) {
    if (removed) putRemoved(young, at.young, old.slice(at.old, at.old + count))
    if (added) for (const token of young.slice(at.young, at.young + count)) token.isAdded = true
    at.old += added ? 0 : count
    at.young += removed ? 0 : count
  }
}

function putRemoved(young: Token[], at: number, gone: Token[]): void {
  const text = gone.map(token => token.text).join('')
  const [here, last] = [young[at], young.at(-1)]
  if (here) here.removed += text
  else if (last) last.removedAfter += text
}

function listTokens(root: Parents): Token[] {
  const tokens: Token[] = []
  collect(root, '', tokens)
  return tokens
}

function collect(parent: Parents, look: string, tokens: Token[]): void {
  for (const node of parent.children) {
    if (node.type === 'text') tokens.push(...tokensOfText(node, look))
    else if (node.type === 'element' && WHOLE.has(node.tagName)) tokens.push(tokenOfWhole(node))
    else if (node.type === 'element') collect(node, look + lookOf(node), tokens)
  }
}

function lookOf({ tagName, properties }: Element): string {
  const href = typeof properties.href === 'string' ? properties.href : ''
  return LOOKS.has(tagName) ? `${tagName}${href}\0` : ''
}

function tokenOfWhole(node: Element): Token {
  const { src, alt, checked } = node.properties
  const text = toString(node)
  const name = typeof alt === 'string' && alt !== '' ? alt : text || node.tagName
  return newToken(node, [node.tagName, src, alt, checked, text].join('\0'), ` [${name}]`)
}

// The line ends between items and rows are nobody's words.
function tokensOfText(node: Text, look: string): Token[] {
  if (node.value.trim() === '' && node.value.includes('\n')) return []
  return splitWords(node.value).map(word => newToken(node, `${look}${word}`, word))
}

const newToken = (node: ElementContent, key: string, text: string): Token => ({
  ...{ key, text, node, isAdded: false, removed: '', removedAfter: '' },
})

function groupByNode(tokens: Token[]): Map<ElementContent, Token[]> {
  const groups = new Map<ElementContent, Token[]>()
  for (const token of tokens) {
    const group = groups.get(token.node)
    if (group) group.push(token)
    else groups.set(token.node, [token])
  }
  return groups
}

function rebuild(parent: Parents, groups: Map<ElementContent, Token[]>): void {
  parent.children = parent.children.flatMap(child => {
    const tokens = groups.get(child as ElementContent)
    if (tokens) return tokens.flatMap(writeToken).reduce(joinSame, [])
    if (child.type === 'element') rebuild(child, groups)
    return [child as ElementContent]
  })
}

function writeToken({ node, text, isAdded, removed, removedAfter }: Token): ElementContent[] {
  const content: ElementContent = node.type === 'text' ? { type: 'text', value: text } : node
  return [
    ...struck(removed),
    isAdded ? createElement('ins', {}, [content]) : content,
    ...struck(removedAfter),
  ]
}

const struck = (text: string): ElementContent[] =>
  text === '' ? [] : [createElement('del', {}, [{ type: 'text', value: text }])]

// One mark for a run of words.
function joinSame(written: ElementContent[], next: ElementContent): ElementContent[] {
  const last = written.at(-1)
  const [lastText, nextText] = [textIn(last), textIn(next)]
  if (!lastText || !nextText || tagOf(last) !== tagOf(next)) written.push(next)
  else lastText.value += nextText.value
  return written
}

function textIn(node: ElementContent | undefined): Text | null {
  if (node?.type === 'text') return node
  const [only] = node?.type === 'element' ? node.children : []
  return only?.type === 'text' ? only : null
}

const tagOf = (node: ElementContent | undefined): string =>
  node?.type === 'element' ? node.tagName : ''
