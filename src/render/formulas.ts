import type { Element, Root } from 'hast'
import { toString } from 'hast-util-to-string'
import katex from 'katex'
import rehypeParse from 'rehype-parse'
import { unified } from 'unified'
import type { Translate } from '../i18n/translate.ts'
import { createElement } from './element.ts'
import { visitElements } from './walk.ts'

/** Draws TeX as MathML; a formula that KaTeX cannot read stays as its source. */
export function drawFormulas(tree: Root, t: Translate): void {
  visitElements(tree, (node, index, parent) => {
    const code = node.tagName === 'pre' ? findCode(node) : node
    const display = readDisplay(code)
    if (!code || display === null) return undefined
    const formula = drawFormula(toString(code).trim(), display)
    if (formula) parent.children[index] = node === code ? formula : wrapBlock(formula, t)
    else code.properties.className = ['math-error']
    return index + 1
  })
}

function wrapBlock(formula: Element, t: Translate): Element {
  const label = { role: 'group', ariaLabel: t('Formula'), tabIndex: 0 }
  return createElement('div', { className: ['math-block'], ...label }, [formula])
}

function findCode(pre: Element): Element | null {
  const [only] = pre.children
  return only?.type === 'element' && only.tagName === 'code' ? only : null
}

// Whether the formula is displayed on its own; null for what is none.
function readDisplay(code: Element | null): boolean | null {
  const classes = code?.tagName === 'code' ? code.properties.className : null
  if (!Array.isArray(classes)) return null
  if (classes.includes('math-inline')) return false
  return classes.includes('language-math') || classes.includes('math-display') ? true : null
}

function drawFormula(source: string, displayMode: boolean): Element | null {
  try {
    // Without trust, KaTeX refuses links, pictures and attributes in formulas.
    const options = { displayMode, output: 'mathml', strict: 'ignore', trust: false } as const
    return takeMath(katex.renderToString(source, { ...options, throwOnError: true }))
  } catch (error) {
    if (error instanceof katex.ParseError) return null
    throw error
  }
}

function takeMath(html: string): Element | null {
  const tree = unified().use(rehypeParse, { fragment: true }).parse(html)
  let math: Element | null = null
  visitElements(tree, node => {
    // The security policy refuses style attributes.
    delete node.properties.style
    if (node.tagName === 'math') math ??= node
  })
  return math
}
