import type { Element, ElementContent, Root } from 'hast'
import { createElement } from '../../render/element.ts'
import { visitElements } from '../../render/walk.ts'
import { attribute, classesOf, isElement, listElements, paragraph, partsOf } from './tree.ts'

/** Brings code blocks, however they are written, into the one form that Markdown knows: `pre` with a language. */
export function tidyCode(tree: Root): void {
  visitElements(tree, (node, index, parent) => {
    const pre = findPre(node)
    if (!pre) return undefined
    const isVerse = classesOf(pre).includes('wp-block-verse')
    parent.children[index] = isVerse ? paragraph(breakLines(pre.children)) : drawCode(node, pre)
    const rest = node === pre ? [] : listElements(node, 'figcaption')
    parent.children.splice(index + 1, 0, ...rest.map(({ children }) => paragraph(children)))
    return index + 1 + rest.length
  })
}

/** The text of an element with its line breaks, as it stands there. */
export function textWithBreaks({ children }: { children: readonly ElementContent[] }): string {
  return children
    .map(child => {
      if (child.type === 'text') return child.value
      if (child.type !== 'element') return ''
      return child.tagName === 'br' ? '\n' : textWithBreaks(child)
    })
    .join('')
}

// Highlighters wrap code: those with line numbers put it into a table beside them.
function findPre(node: Element): Element | null {
  if (node.tagName === 'pre') return node
  if (!['div', 'figure', 'table'].includes(node.tagName) || !isOnlyCode(node)) return null
  const pres = listElements(node, 'pre')
  const isNumbered = listElements(node, 'td').some(isGutter)
  return isNumbered || (pres.length === 1 && node.tagName !== 'table')
    ? (pres.at(-1) ?? null)
    : null
}

const isOnlyCode = (node: Element): boolean =>
  node.tagName === 'table' ||
  partsOf(node).every(part => isElement(part, 'pre', 'table', 'figcaption'))

const isGutter = (cell: Element): boolean =>
  classesOf(cell).some(name => ['gutter', 'linenos', 'rouge-gutter'].includes(name))

function drawCode(outer: Element, pre: Element): Element {
  const [only, ...more] = partsOf(pre)
  const code = isElement(only, 'code') && more.length === 0 ? only : null
  const language = [code, pre, outer]
    .flatMap(node => (node ? [findLanguage(node)] : []))
    .find(Boolean)
  const text = textWithBreaks(pre)
    .replace(/^(?:[ \t]*\r?\n)+/u, '')
    .trimEnd()
  const className = language ? [`language-${language}`] : []
  return createElement('pre', { className }, [{ type: 'text', value: text }])
}

const ATTRIBUTES = [
  'dataLang',
  'dataLanguage',
  'dataEnlighterLanguage',
  'dataCodeBlockLang',
  'dataTargetLang',
]
const WRITTEN = [
  /(?:^|\s)(?:language|lang)[-:]([\w+#.-]+)/u,
  /(?:^|\s)brush:\s*([\w+#.-]+)/u,
  /(?:^|\s)highlight-(?:source|text)-([\w+#-]+)/u,
  /(?:^|\s)(?:hljs|highlight|sourceCode|src)\s+(?!hljs\b)([\w+#.-]+)/u,
]
const NO_LANGUAGE = new Set(
  'none text plain plaintext auto raw generic default nohighlight no-highlight code wrap txt'.split(
    ' ',
  ),
)

function findLanguage(node: Element): string {
  const classes = classesOf(node).join(' ')
  const named = WRITTEN.map(pattern => pattern.exec(classes)?.[1])
  const own = node.tagName === 'pre' ? attribute(node, 'lang') : ''
  const given = [...ATTRIBUTES.map(name => attribute(node, name)), own, ...named]
  return cleanLanguage(given.find(Boolean) ?? '')
}

/** The name of a language of code as a fence may have it; '' for what is none. */
export function cleanLanguage(name: string): string {
  const language = name.trim().toLowerCase()
  return /^[a-z0-9][\w+#.-]{0,29}$/u.test(language) && !NO_LANGUAGE.has(language) ? language : ''
}

// A poem keeps its lines and its links.
function breakLines(children: readonly ElementContent[]): ElementContent[] {
  return children.flatMap((child): ElementContent[] => {
    if (child.type === 'element') return [{ ...child, children: breakLines(child.children) }]
    if (child.type !== 'text') return []
    const lines = child.value.split('\n')
    return lines.flatMap((value, line): ElementContent[] =>
      line === 0
        ? [{ type: 'text', value }]
        : [createElement('br', {}, []), { type: 'text', value }],
    )
  })
}
