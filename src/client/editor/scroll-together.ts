import { ensureSyntaxTree } from '@codemirror/language'
import type { EditorView } from '@codemirror/view'
import { pairBlocks } from './pairs.ts'
import type { ReadersFrame } from './readers-frame.ts'

/** The same block in the text and on the page. */
type Anchor = { pos: number; element: Element }

/** Two heights that belong together, from the tops of the two sides. */
type Point = { text: number; page: number }

const PARSE_MS = 300

// Between two of them the rest is in proportion, so a very long text needs no more.
const MAX_ANCHORS = 400

const KINDS: Readonly<Record<string, string>> = {
  Paragraph: 'P',
  FencedCode: 'PRE',
  CodeBlock: 'PRE',
  BulletList: 'UL',
  OrderedList: 'OL',
  Blockquote: 'BLOCKQUOTE',
  Table: 'TABLE',
  HorizontalRule: 'HR',
}

/** Whichever side is scrolled, the other follows; gives a function that says that the page has changed. */
export function scrollTogether(view: EditorView, { frame, prose }: ReadersFrame): () => void {
  let anchors: Anchor[] = []
  let driver: 'text' | 'page' = 'text'
  const pageWindow = frame.contentWindow
  const lead = (side: 'text' | 'page') => () => {
    driver = side
  }
  for (const type of ['wheel', 'pointerdown', 'touchstart', 'keydown']) {
    window.addEventListener(type, lead('text'), { passive: true })
    frame.contentDocument?.addEventListener(type, lead('page'), { passive: true })
  }
  window.addEventListener('scroll', () => driver === 'text' && followText(), { passive: true })
  pageWindow?.addEventListener('scroll', () => driver === 'page' && followPage(), { passive: true })
  return () => {
    anchors = findAnchors(view, prose())
    if (driver === 'text') followText()
  }

  function followText(): void {
    const page = pageWindow?.document.documentElement
    if (!page || !isBeside()) return
    const text = document.documentElement
    const share = shareOf(window.scrollY, text.scrollHeight - window.innerHeight)
    const at = share * window.innerHeight - view.documentTop
    const height = translate(listPoints(), 'text', 'page', at)
    pageWindow.scrollTo(0, height - share * pageWindow.innerHeight)
  }

  function followPage(): void {
    const page = pageWindow?.document.documentElement
    if (!page || !isBeside()) return
    const share = shareOf(pageWindow.scrollY, page.scrollHeight - pageWindow.innerHeight)
    const at = pageWindow.scrollY + share * pageWindow.innerHeight
    const height = translate(listPoints(), 'page', 'text', at)
    const top = view.documentTop + window.scrollY
    window.scrollTo(0, top + height - share * window.innerHeight)
  }

  // On a narrow screen one stands in the place of the other.
  function isBeside(): boolean {
    return frame.offsetHeight > 0 && view.dom.offsetHeight > 0
  }

  function listPoints(): Point[] {
    const top = pageWindow?.scrollY ?? 0
    const end = frame.contentDocument?.documentElement.scrollHeight ?? 0
    const inner = anchors
      .filter(({ pos }) => pos <= view.state.doc.length)
      .map(({ pos, element }) => ({
        text: view.lineBlockAt(pos).top,
        page: element.getBoundingClientRect().top + top,
      }))
    return [{ text: 0, page: 0 }, ...inner, { text: view.contentHeight, page: end }]
  }
}

const shareOf = (part: number, whole: number): number =>
  whole <= 0 ? 0 : Math.min(1, Math.max(0, part / whole))

/** The height on one side that belongs to a height on the other, between the nearest two points. */
export function translate(points: Point[], from: keyof Point, to: keyof Point, at: number): number {
  const after = points.findIndex(point => point[from] > at)
  const [low, high] = [points[after - 1], points[after]]
  if (!low || !high) return points.at(after === -1 ? -1 : 0)?.[to] ?? 0
  const share = (at - low[from]) / (high[from] - low[from])
  return low[to] + share * (high[to] - low[to])
}

function findAnchors(view: EditorView, prose: HTMLElement | null): Anchor[] {
  const tree = ensureSyntaxTree(view.state, view.state.doc.length, PARSE_MS)
  if (!tree || !prose) return []
  const blocks: { kind: string; pos: number }[] = []
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const kind = kindOfName(node.name)
    if (kind !== null) blocks.push({ kind, pos: node.from })
  }
  const elements = [...prose.children]
  const pairs = pairBlocks(
    blocks.map(({ kind }) => kind),
    elements.map(kindOfElement),
  )
  const every = Math.ceil(pairs.length / MAX_ANCHORS)
  return pairs.flatMap(([source, page], index) => {
    const [block, element] = [blocks[source], elements[page]]
    return block && element && index % every === 0 ? [{ pos: block.pos, element }] : []
  })
}

function kindOfName(name: string): string | null {
  const level = /^(?:ATX|Setext)Heading(\d)$/.exec(name)?.[1]
  return level === undefined ? (KINDS[name] ?? null) : `H${level}`
}

// Tables stand in a box that scrolls, alerts are quotes that became boxes.
function kindOfElement(element: Element): string {
  if (element.matches('.markdown-alert, aside')) return 'BLOCKQUOTE'
  const inner =
    element.tagName === 'DIV' || element.tagName === 'FIGURE' ? element.firstElementChild : null
  return (inner ?? element).tagName
}
