import type { Element, Root } from 'hast'
import { toString } from 'hast-util-to-string'
import katex from 'katex'
import rehypeParse from 'rehype-parse'
import { unified } from 'unified'
import { SKIP, visit } from 'unist-util-visit'
import type { Translate } from '../i18n/translate.ts'
import { createElement } from './element.ts'

/** Draws TeX as MathML; a formula that KaTeX cannot read stays as its source. */
export function drawFormulas(tree: Root, t: Translate): void {
  visit(tree, 'element', (node, index, parent) => {
    const code = node.tagName === 'pre' ? findCode(node) : node
    const classes = code ? listClasses(code) : []
    const isBlock = classes.includes('language-math')
    const isDisplay = isBlock || classes.includes('math-display')
    if (!isDisplay && !classes.includes('math-inline')) return undefined
    if (!code || !parent || index === undefined) return undefined
    const formula = drawFormula(toString(code).trim(), isDisplay)
    if (!formula) {
      code.properties.className = ['math-error']
    } else if (node.tagName === 'pre') {
      const label = { role: 'group', ariaLabel: t('Formula'), tabIndex: 0 }
      parent.children[index] = createElement('div', { className: ['math-block'], ...label }, [
        formula,
      ])
    } else {
      parent.children[index] = formula
    }
    return [SKIP, index + 1] as const
  })
}

function findCode(pre: Element): Element | null {
  const [only] = pre.children
  return only?.type === 'element' && only.tagName === 'code' ? only : null
}

function listClasses(node: Element): unknown[] {
  const { className } = node.properties
  return Array.isArray(className) && node.tagName === 'code' ? className : []
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
  visit(tree, 'element', node => {
    // The security policy refuses style attributes.
    delete node.properties.style
    if (node.tagName === 'math') math ??= node
  })
  return math
}
