import { argument, type Shortcode, type Translate } from './shortcode.ts'

/** Shortcodes around a text that Markdown has a form for. */
export const BLOCKS: Readonly<Record<string, Translate>> = {
  highlight: fenceCode,
  codeblock: fenceCode,
  code: fenceCode,
  mermaid: code => fence(code.inner, 'mermaid'),
  math: showFormula,
  katex: showFormula,
  latex: showFormula,
  raw: code => code.inner,
  rawhtml: code => code.inner,
  html: code => code.inner,
  comment: code => (code.inner === null ? null : ''),
  blockquote: quote,
  quote,
  pullquote: quote,
  epigraph: quote,
  details: fold,
  collapse: fold,
  expand: fold,
  toc: () => '[[toc]]',
  more: () => '<!-- more -->',
  note: code => alert(code, 'note'),
  info: code => alert(code, 'note'),
  notice: code => alert(code, 'note'),
  admonition: code => alert(code, 'note'),
  callout: code => alert(code, 'note'),
  alert: code => alert(code, 'note'),
  hint: code => alert(code, 'tip'),
  tip: code => alert(code, 'tip'),
  success: code => alert(code, 'tip'),
  important: code => alert(code, 'important'),
  warning: code => alert(code, 'warning'),
  caution: code => alert(code, 'caution'),
  danger: code => alert(code, 'caution'),
}

/** Those whose text is code: nothing in it is translated. */
export const VERBATIM: ReadonlySet<string> = new Set([
  ...['highlight', 'codeblock', 'code', 'raw', 'rawhtml', 'html', 'mermaid', 'math', 'katex'],
  ...['latex', 'comment'],
])

const ALERTS: Readonly<Partial<Record<string, string>>> = {
  ...{ note: 'NOTE', info: 'NOTE', primary: 'NOTE', default: 'NOTE', tip: 'TIP', hint: 'TIP' },
  ...{ success: 'TIP', important: 'IMPORTANT', warning: 'WARNING', caution: 'CAUTION' },
  ...{ danger: 'CAUTION', error: 'CAUTION' },
}

// `{% codeblock [title] [lang:x] %}`, `{% highlight x linenos %}`, `{{< highlight x "options" >}}`.
function fenceCode(code: Shortcode): string | null {
  const isTitled = code.name === 'codeblock'
  const written = argument(code, ['lang', 'language', 'type'], isTitled ? undefined : 0)
  return fence(code.inner, /^[\w+#.-]*$/u.test(written) ? written.toLowerCase() : '')
}

function fence(inner: string | null, language: string): string | null {
  if (inner === null) return null
  const longest = Math.max(2, ...[...inner.matchAll(/`{3,}/gu)].map(([run]) => run.length))
  const bars = '`'.repeat(longest + 1)
  return apart(`${bars}${language}\n${inner.replace(/^[ \t]*\r?\n/u, '').trimEnd()}\n${bars}`)
}

function showFormula({ inner }: Shortcode): string | null {
  if (inner === null) return null
  const formula = inner.trim()
  return inner.includes('\n') ? apart(`$$\n${formula}\n$$`) : `$${formula}$`
}

// Hexo: `{% blockquote author[, source] [link] [title] %}`; Hugo's themes name the author.
function quote(code: Shortcode): string | null {
  if (code.inner === null) return null
  const author = argument(code, ['author', 'cite', 'source']) || code.listed.join(' ')
  return apart(prefix(author === '' ? code.inner.trim() : `${code.inner.trim()}\n\n— ${author}`))
}

function fold(code: Shortcode): string | null {
  if (code.inner === null) return null
  const summary = argument(code, ['summary', 'title'], 0) || 'Details'
  const shown = summary.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return apart(`<details>\n<summary>${shown}</summary>\n\n${code.inner.trim()}\n\n</details>`)
}

function alert(code: Shortcode, usual: string): string | null {
  if (code.inner === null) return null
  const { kind, words } = readKind(code, usual)
  const title = argument(code, ['title']) || words.join(' ')
  const text = title === '' ? code.inner.trim() : `**${title}**\n\n${code.inner.trim()}`
  return apart(prefix(`[!${kind}]\n${text}`))
}

// The kind stands under a key, or as the first word, before those of the title.
function readKind(code: Shortcode, usual: string): { kind: string; words: readonly string[] } {
  const [first = '', ...words] = code.listed
  const listed = ALERTS[first.toLowerCase()]
  if (listed !== undefined) return { kind: listed, words }
  const named = ALERTS[argument(code, ['type', 'kind', 'style']).toLowerCase()]
  return { kind: named ?? ALERTS[usual] ?? 'NOTE', words: code.listed }
}

const prefix = (text: string): string => text.replace(/^/gmu, '> ').replace(/(?<! ) +$/gmu, '')

// A block begins and ends with an empty line, wherever its braces stood.
const apart = (block: string): string => `\n\n${block}\n\n`
