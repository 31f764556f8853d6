import type { Root } from 'hast'
import rehypeHighlight from 'rehype-highlight'
import { unified } from 'unified'

const PLAIN_TEXT = ['text', 'txt', 'plain', 'plaintext', 'none']

// Made once: registering the languages takes longer than colouring a post.
const highlighter = unified()
  .use(rehypeHighlight, { detect: false, plainText: PLAIN_TEXT })
  .freeze()

/** Colours code by classes; an unknown language stays plain text. */
export function highlightCode(tree: Root): void {
  highlighter.runSync(tree)
}
