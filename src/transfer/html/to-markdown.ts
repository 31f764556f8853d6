import type { Root } from 'hast'
import type { PhrasingContent, Root as MarkdownRoot, RootContent } from 'mdast'
import rehypeRemark from 'rehype-remark'
import remarkGfm from 'remark-gfm'
import remarkStringify, { type Options } from 'remark-stringify'
import { unified } from 'unified'
import { visitElements } from '../../render/walk.ts'
import { tidyCode } from './code.ts'
import { tidyFigures } from './figures.ts'
import { tidyFootnotes } from './footnotes.ts'
import { replaceFrames } from './frames.ts'
import { INLINE_HTML, markdownHandlers } from './handlers.ts'
import { tidyInline } from './inline.ts'
import { tidyLinks } from './links.ts'
import type { AddNote } from './notes.ts'
import { keepTables } from './tables.ts'
import { markdownElement, parseHtml } from './tree.ts'

/** HTML as Markdown; what has no form there stays clean HTML. May hang or throw on hostile text: converter.ts guards it. */
export function htmlToMarkdown(html: string, say: AddNote): string {
  return treeToMarkdown(parseHtml(html), say)
}

/** The same for a tree; changes it. */
export function treeToMarkdown(tree: Root, say: AddNote): string {
  keepMore(tree)
  tidyCode(tree)
  replaceFrames(tree, say)
  tidyFigures(tree)
  tidyFootnotes(tree)
  tidyLinks(tree, say)
  tidyInline(tree)
  keepTables(tree)
  const markdown = unified().use(rehypeRemark, { handlers: markdownHandlers() }).runSync(tree)
  linkAddresses(markdown)
  tightenLists(markdown)
  return unified()
    .use(remarkGfm, { tablePipeAlign: false })
    .use(remarkStringify, STYLE)
    .stringify(markdown)
    .replace(/^\n+|\s+$/gu, '')
    .concat('\n')
}

type Print = NonNullable<NonNullable<Options['handlers']>['text']>

// Two dollars around words are a formula here.
const printText: Print = (node: { value: string }, _parent, state, info) => {
  const text = state.safe(node.value, info)
  return MATHEMATICS.test(node.value) ? text.replaceAll('$', '\\$') : text
}

const printInline: Print = (node: { value: string }) => node.value

const STYLE: Options = {
  bullet: '-',
  rule: '-',
  listItemIndent: 'one',
  fences: true,
  resourceLink: false,
  handlers: { text: printText, [INLINE_HTML]: printInline } as NonNullable<Options['handlers']>,
}

const MATHEMATICS = /\$(?![\s$])[^$\n]*[^$\s]\$(?![\d$])|\$\$/u

// The mark where a list cuts a text; only the first counts.
function keepMore(tree: Root): void {
  let isFound = false
  const visit = (parent: Pick<Root, 'children'>): void => {
    parent.children = parent.children.flatMap(child => {
      if (child.type !== 'comment') return [child]
      const isMore = /^\s*more\b/iu.test(child.value) && !isFound
      isFound ||= isMore
      return isMore ? [markdownElement('<!-- more -->')] : []
    })
  }
  visit(tree)
  visitElements(tree, node => {
    visit(node)
    return undefined
  })
}

// Lists stand without empty lines where no item needs one: a text with a list below it does not.
function tightenLists(parent: Parent | MarkdownRoot): void {
  for (const child of parent.children) {
    if ('children' in child) tightenLists(child)
    if (child.type === 'listItem') {
      const [, ...others] = child.children
      child.spread = others.some(({ type }) => type !== 'list')
    }
    if (child.type === 'list') child.spread = child.children.some(({ spread }) => spread === true)
  }
}

type Parent = { children: (RootContent | PhrasingContent)[] }

// An address in a line is a link in GFM; written as one, none of its signs needs an escape.
function linkAddresses(parent: Parent | MarkdownRoot): void {
  parent.children = (parent.children as RootContent[]).flatMap(child => {
    if (child.type === 'text') return splitAddresses(child.value)
    if ('children' in child && child.type !== 'link') linkAddresses(child)
    return [child]
  })
}

const ADDRESS =
  /(https?:\/\/[^\s<>"'()[\]]{1,2000}[^\s<>"'()[\].,;:!?*_~]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/gu

function splitAddresses(text: string): RootContent[] {
  return text.split(ADDRESS).flatMap((value, index): RootContent[] => {
    if (value === '') return []
    return index % 2 === 0
      ? [{ type: 'text', value }]
      : [{ type: 'link', url: addressOf(value), children: [{ type: 'text', value }] }]
  })
}

const addressOf = (text: string): string => (/^https?:/u.test(text) ? text : `mailto:${text}`)
