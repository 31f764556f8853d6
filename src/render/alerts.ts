import type { Element, Root, Text } from 'hast'
import type { Translate } from '../i18n/translate.ts'
import { createElement } from './element.ts'
import { visitElements } from './walk.ts'

const MARK = /^\s*\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)/iu

/** Makes GitHub's alerts (`> [!NOTE]`) of quotations that begin with such a mark. */
export function drawAlerts(tree: Root, t: Translate): void {
  const titles = new Map([
    ['note', t('Note')],
    ['tip', t('Tip')],
    ['important', t('Important')],
    ['warning', t('Warning')],
    ['caution', t('Caution')],
  ])
  visitElements(tree, node => {
    const text = findFirstText(node)
    const kind = text ? MARK.exec(text.value)?.[1]?.toLowerCase() : undefined
    if (!text || kind === undefined) return
    text.value = text.value.replace(MARK, '')
    const title: Text = { type: 'text', value: titles.get(kind) ?? kind }
    node.tagName = 'div'
    node.properties = { ...node.properties, className: ['alert', `alert-${kind}`], role: 'note' }
    node.children = node.children.filter(child => !isEmptyParagraph(child))
    node.children.unshift(createElement('p', { className: ['alert-title'] }, [title]))
  })
}

function findFirstText(node: Element): Text | null {
  if (node.tagName !== 'blockquote') return null
  const paragraph = node.children.find(child => child.type === 'element')
  const first = paragraph?.tagName === 'p' ? paragraph.children[0] : undefined
  return first?.type === 'text' ? first : null
}

function isEmptyParagraph(node: Element['children'][number]): boolean {
  if (node.type !== 'element' || node.tagName !== 'p') return false
  return node.children.every(child => child.type === 'text' && child.value.trim() === '')
}
