import type { Element, ElementContent, Nodes, Root, RootContent } from 'hast'
import rehypeParse from 'rehype-parse'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { pairParagraphs } from '../text/difference/passages.ts'
import { markWords } from './difference-words.ts'
import { createElement } from './element.ts'

/**
 * The rendered page `after` with what differs from `before` in `<ins>` and `<del>`. Both must be
 * clean already: nothing is added but these two elements and text that was there.
 */
export function markDifference(before: string, after: string): string {
  const [old, young] = [listBlocks(before), listBlocks(after)]
  const pairs = pairParagraphs({ before: old.map(writeHtml), after: young.map(writeHtml) })
  const children = pairs.flatMap(pair => {
    const removed = pair.before === null ? undefined : old[pair.before]
    const added = pair.after === null ? undefined : young[pair.after]
    return markBlock(removed, added).flatMap(block => [block, LINE_END])
  })
  return writeHtml({ type: 'root', children })
}

const LINE_END = { type: 'text', value: '\n' } as const

function markBlock(
  removed: RootContent | undefined,
  added: RootContent | undefined,
): RootContent[] {
  if (!removed || !added) {
    return [...(removed ? [wrap('del', removed)] : []), ...(added ? [wrap('ins', added)] : [])]
  }
  if (writeHtml(removed) === writeHtml(added)) return [added]
  const marked = markWords(removed, added)
  return marked ? [marked] : [wrap('del', removed), wrap('ins', added)]
}

function listBlocks(html: string): RootContent[] {
  const root = unified().use(rehypeParse, { fragment: true }).parse(html)
  return root.children.filter(node => node.type !== 'text' || node.value.trim() !== '')
}

function wrap(tagName: 'ins' | 'del', node: RootContent): Element {
  // Two elements with one id would lead a link within the page astray.
  if (tagName === 'del') dropAllIds(node)
  return createElement(tagName, {}, [node as ElementContent])
}

function dropAllIds(node: Nodes): void {
  if (node.type === 'element') delete node.properties.id
  if ('children' in node) for (const child of node.children) dropAllIds(child)
}

function writeHtml(node: RootContent | Root): string {
  const root: Root = node.type === 'root' ? node : { type: 'root', children: [node] }
  return unified().use(rehypeStringify).stringify(root)
}
