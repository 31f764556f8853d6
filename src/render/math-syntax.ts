import type { TokenizerAndRendererExtension } from 'marked'

// As in Pandoc: no space inside the dollars and no digit after them, so that "$5 and $6" is money.
const INLINE = /^\$(?![\s$])((?:\\[^\n]|[^\\$\n])*?(?:\\[^\n]|[^\\$\s]))\$(?![\d$])/u
const INLINE_DISPLAY = /^\$\$(?!\$)((?:\\[^\n]|[^\\$])+?)\$\$/u
const BLOCK = /^ {0,3}\$\$[ \t]*\n?((?:\\[^\n]|[^\\$])+?)\$\$[ \t]*(?:\n+|$)/u

/** `$…$` in a line, `$$…$$` in a line or as a block; drawn after cleaning, as ```` ```math ```` is. */
export function mathExtensions(): TokenizerAndRendererExtension[] {
  return [
    extend('displayMath', 'block', BLOCK, '\n$$'),
    extend('inlineDisplayMath', 'inline', INLINE_DISPLAY, '$$'),
    extend('inlineMath', 'inline', INLINE, '$'),
  ]
}

function extend(
  name: string,
  level: 'block' | 'inline',
  pattern: RegExp,
  start: string,
): TokenizerAndRendererExtension {
  return {
    name,
    level,
    start: source => {
      // Only within the paragraph: to search the whole rest for each would take quadratic time.
      const end = source.indexOf('\n\n')
      const index = (end < 0 ? source : source.slice(0, end)).indexOf(start)
      return index < 0 ? undefined : index
    },
    tokenizer: source => {
      const [raw, text] = pattern.exec(source) ?? []
      return raw === undefined || text === undefined ? undefined : { type: name, raw, text }
    },
    renderer: token => drawPlaceholder(String(token['text']).trim(), name),
  }
}

function drawPlaceholder(source: string, name: string): string {
  const text = source.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  if (name === 'inlineMath') return `<code class="math-inline">${text}</code>`
  if (name === 'inlineDisplayMath') return `<code class="math-display">${text}</code>`
  return `<pre><code class="language-math">${text}</code></pre>\n`
}
