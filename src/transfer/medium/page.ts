import type { Element, Root } from 'hast'
import { toString } from 'hast-util-to-string'
import { visitElements } from '../../render/walk.ts'
import { collectNotes, type Note } from '../html/notes.ts'
import { treeToMarkdown } from '../html/to-markdown.ts'
import { attribute, classesOf, listElements, linkTo, paragraph, parseHtml } from '../html/tree.ts'

/** A page of an export of Medium, read. */
export type MediumPage = {
  title: string
  subtitle: string
  /** As it is written; '' for a draft. */
  publishedAt: string
  author: string
  username: string
  canonicalUrl: string
  tags: string[]

  markdown: string
  /** True for what was written under the text of somebody else. */
  isResponse: boolean
  notes: Note[]
}

/** Reads the HTML file of one post; null for what is none. */
export function readMediumPage(html: string): MediumPage | null {
  const tree = parseHtml(html)
  const body = find(
    tree,
    node => attribute(node, 'dataField') === 'body' || hasClass(node, 'e-content'),
  )
  if (!body) return null
  const { notes, add } = collectNotes()
  const title = readText(tree, 'p-name')
  const content: Root = { type: 'root', children: body.children }
  const isResponse = isReply(content, title)
  const subtitle = takeOpening(content, title) || readText(tree, 'p-summary')
  tidyMedium(content)
  return {
    ...{ title, subtitle: isResponse ? '' : subtitle, isResponse, notes },
    ...readFooter(tree),
    tags: listElements(tree, 'a')
      .filter(isTag)
      .map(node => toString(node).trim()),
    markdown: treeToMarkdown(content, add),
  }
}

const hasClass = (node: Element, name: string): boolean => classesOf(node).includes(name)

const isTag = (node: Element): boolean =>
  hasClass(node, 'p-category') ||
  /^https:\/\/medium\.com\/tag\/[^/]+$/u.test(attribute(node, 'href'))

function find(tree: Root, test: (node: Element) => boolean): Element | undefined {
  let found: Element | undefined
  visitElements(tree, (node, index) => {
    if (!found && test(node)) found = node
    return found ? index + 1 : undefined
  })
  return found
}

function readText(tree: Root, className: string): string {
  const node = find(tree, each => hasClass(each, className))
  return node ? toString(node).replace(/\s+/gu, ' ').trim() : ''
}

function readFooter(
  tree: Root,
): Pick<MediumPage, 'publishedAt' | 'author' | 'username' | 'canonicalUrl'> {
  const author = find(tree, node => hasClass(node, 'p-author'))
  const time = find(tree, node => hasClass(node, 'dt-published'))
  const canonical = find(tree, node => hasClass(node, 'p-canonical'))
  return {
    publishedAt: time ? attribute(time, 'dateTime') : '',
    author: author ? toString(author).trim() : '',
    username: /\/@([\w.-]{1,60})$/u.exec(author ? attribute(author, 'href') : '')?.[1] ?? '',
    canonicalUrl: canonical ? attribute(canonical, 'href') : '',
  }
}

const isHeading = (node: Element): boolean => /^h[1-6]$/u.test(node.tagName)

// A reply has no heading; Medium names it after its first words.
function isReply(content: Root, title: string): boolean {
  if (find(content, node => isHeading(node) || hasClass(node, 'graf--title'))) return false
  const first = find(content, node => node.tagName === 'p')
  const words = first ? toString(first).replace(/\s+/gu, ' ').trim() : ''
  const name = title.replace(/…$|\.\.\.$/u, '').trim()
  return name !== '' && words.startsWith(name)
}

// Title and subtitle stand in the text once more. Gives the subtitle.
function takeOpening(content: Root, title: string): string {
  let subtitle = ''
  visitElements(content, (node, index, parent) => {
    const isTitle = hasClass(node, 'graf--title') && same(node, title)
    const isSubtitle = hasClass(node, 'graf--subtitle')
    if (isSubtitle && subtitle === '') subtitle = toString(node).trim()
    if (!isTitle && !isSubtitle) return undefined
    parent.children.splice(index, 1)
    return index
  })
  return subtitle
}

const same = (node: Element, title: string): boolean =>
  toString(node).replace(/\s+/gu, ' ').trim() === title

const HEADINGS: Readonly<Partial<Record<string, string>>> = { h3: 'h2', h4: 'h3' }

// Medium's largest heading within a text is its third.
function tidyMedium(content: Root): void {
  dropFirstLine(content)
  visitElements(content, (node, index, parent) => {
    if (hasClass(node, 'graf')) node.tagName = HEADINGS[node.tagName] ?? node.tagName
    const [link] = hasClass(node, 'graf--mixtapeEmbed') ? listElements(node, 'a') : []
    if (link) parent.children[index] = drawPreview(link)
    return link ? index + 1 : undefined
  })
}

// A line stands above each section; that of the first divides nothing.
function dropFirstLine(content: Root): void {
  const [first] = listElements(content, 'hr')
  visitElements(content, (node, index, parent) => {
    if (node !== first) return undefined
    parent.children.splice(index, 1)
    return index
  })
}

function drawPreview(link: Element): Element {
  const title = listElements(link, 'strong')[0] ?? link
  return paragraph([
    linkTo(attribute(link, 'href'), toString(title).trim() || attribute(link, 'href')),
  ])
}
