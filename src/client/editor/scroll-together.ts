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

type Sides = {
  view: EditorView
  frame: HTMLIFrameElement
  page: Window
  anchors: Anchor[]
  /** The side that a person scrolls; the other follows. */
  leading: 'text' | 'page'
}

/** Whichever side is scrolled, the other follows; gives a function that says that the page has changed. */
export function scrollTogether(view: EditorView, { frame, prose }: ReadersFrame): () => void {
  const page = frame.contentWindow
  if (!page) return () => undefined
  const sides: Sides = { view, frame, page, anchors: [], leading: 'text' }
  watch(sides, 'text', window)
  watch(sides, 'page', page)
  return () => {
    sides.anchors = findAnchors(view, prose())
    if (sides.leading === 'text') followText(sides)
  }
}

// What follows scrolls too; only who was touched last leads.
function watch(sides: Sides, side: 'text' | 'page', target: Window): void {
  for (const type of ['wheel', 'pointerdown', 'touchstart', 'keydown']) {
    target.addEventListener(type, () => (sides.leading = side), { passive: true })
  }
  const follow = () => {
    if (sides.leading !== side || !isBeside(sides)) return
    if (side === 'text') followText(sides)
    else followPage(sides)
  }
  target.addEventListener('scroll', follow, { passive: true })
}

// On a narrow screen one stands in the place of the other.
const isBeside = ({ frame, view }: Sides): boolean =>
  frame.offsetHeight > 0 && view.dom.offsetHeight > 0

function followText(sides: Sides): void {
  const { page } = sides
  const share = shareOf(window)
  const at = window.scrollY + share * window.innerHeight
  const height = translate(listPoints(sides), 'text', 'page', at)
  page.scrollTo(0, height - share * page.innerHeight)
}

function followPage(sides: Sides): void {
  const { page } = sides
  const share = shareOf(page)
  const at = page.scrollY + share * page.innerHeight
  const height = translate(listPoints(sides), 'page', 'text', at)
  window.scrollTo(0, height - share * window.innerHeight)
}

// Heights from the top of the window's page and from that of the frame's.
function listPoints({ view, page, anchors }: Sides): Point[] {
  const top = view.documentTop + window.scrollY
  const end = page.document.documentElement.scrollHeight
  const inner = anchors
    .filter(({ pos }) => pos <= view.state.doc.length)
    .map(({ pos, element }) => ({
      text: top + view.lineBlockAt(pos).top,
      page: element.getBoundingClientRect().top + page.scrollY,
    }))
  return [{ text: 0, page: 0 }, ...inner, { text: top + view.contentHeight, page: end }]
}

// At the top both sides show their beginning, at the bottom both their end.
function shareOf({ scrollY, innerHeight, document }: Window): number {
  const whole = document.documentElement.scrollHeight - innerHeight
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, scrollY / whole))
}

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
  if (element.matches('.alert')) return 'BLOCKQUOTE'
  const inner =
    element.tagName === 'DIV' || element.tagName === 'FIGURE' ? element.firstElementChild : null
  return (inner ?? element).tagName
}
