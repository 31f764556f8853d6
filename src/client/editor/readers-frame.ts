/** The frame in which readers' style sheet holds; nothing of its own runs in it. */
export type ReadersFrame = {
  frame: HTMLIFrameElement
  prose: () => HTMLElement | null
  show: (page: { title: string; html: string }) => void
}

/** Fills a frame with the page that readers would get, as far as the text goes. */
export async function openReadersFrame(frame: HTMLIFrameElement): Promise<ReadersFrame> {
  await load(frame)
  const prose = () => frame.contentDocument?.querySelector<HTMLElement>('.prose') ?? null
  frame.contentDocument?.addEventListener('click', followLink)
  return { frame, prose, show }

  function show({ title, html }: { title: string; html: string }): void {
    const heading = frame.contentDocument?.querySelector('h1')
    if (heading && heading.textContent !== title) heading.textContent = title
    const place = prose()
    if (place) changeContent(place, html)
  }

  // Links open beside the editor; those within the text lead within the frame.
  function followLink(event: MouseEvent): void {
    const link = (event.target as Element).closest('a[href]')
    if (!link) return
    event.preventDefault()
    const href = link.getAttribute('href') ?? ''
    if (href.startsWith('#')) {
      frame.contentDocument?.getElementById(decodeURIComponent(href.slice(1)))?.scrollIntoView()
    } else window.open(new URL(href, location.href), '_blank', 'noopener')
  }
}

function load(frame: HTMLIFrameElement): Promise<void> {
  const { styles = '', language = '' } = frame.dataset
  const page = document.implementation.createHTMLDocument(frame.title)
  page.documentElement.lang = language
  page.head.append(...styles.split(' ').map(href => styleLink(page, href)))
  const article = page.createElement('article')
  article.className = 'post'
  article.innerHTML =
    '<header class="post-head"><h1 dir="auto"></h1></header><div class="prose" dir="auto"></div>'
  const main = page.createElement('main')
  main.append(article)
  page.body.append(main)
  return new Promise(resolve => {
    frame.addEventListener('load', () => resolve(), { once: true })
    frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`
  })
}

function styleLink(page: Document, href: string): HTMLLinkElement {
  const link = page.createElement('link')
  link.rel = 'stylesheet'
  link.href = href
  return link
}

// Only what changed is put in anew, so that images stay and nothing jumps.
function changeContent(place: HTMLElement, html: string): void {
  const next = place.ownerDocument.createElement('div')
  next.innerHTML = html
  const [old, fresh] = [[...place.childNodes], [...next.childNodes]]
  const start = countSame(old, fresh)
  const end = countSame(old.slice(start).reverse(), fresh.slice(start).reverse())
  for (const node of old.slice(start, old.length - end)) node.remove()
  const before = old[old.length - end] ?? null
  for (const node of fresh.slice(start, fresh.length - end)) place.insertBefore(node, before)
}

function countSame(some: Node[], others: Node[]): number {
  const at = some.findIndex((node, index) => !node.isEqualNode(others[index] ?? null))
  return at === -1 ? Math.min(some.length, others.length) : at
}
