import type { Root } from 'hast'
import rehypeHighlight from 'rehype-highlight'
import { unified } from 'unified'

/** Colours code by classes; an unknown language stays plain text. */
export function highlightCode(tree: Root): void {
  const plainText = ['text', 'txt', 'plain', 'plaintext', 'none']
  unified().use(rehypeHighlight, { detect: false, plainText }).runSync(tree)
}
