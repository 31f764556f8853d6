import type { Element, Properties, Root } from 'hast'
import type { KnownImage, KnownImages } from './rendered.ts'
import { visitElements } from './walk.ts'

// As wide as a line of reading, which is as wide as the window where that is narrower.
const SIZES = '(min-width: 46rem) 42rem, 100vw'

/**
 * Gives pictures what lets a page stand still while they come: their measures, smaller copies, and
 * time; all but the first wait until they are near, or all of a text that stands among others.
 */
export function dressPictures(
  tree: Root,
  { images, isAlone }: { images: KnownImages; isAlone: boolean },
): void {
  let isFirst = isAlone
  visitElements(tree, node => {
    if (node.tagName === 'img') {
      dressPicture(node, images[String(node.properties.src)])
      if (!isFirst) node.properties.loading = 'lazy'
      isFirst = false
    }
    return undefined
  })
}

function dressPicture({ properties }: Element, known: KnownImage | undefined): void {
  properties.decoding = 'async'
  if (known) Object.assign(properties, measuresOf(properties, known), sourcesOf(properties, known))
}

// Who wrote one of them knows what they want.
function measuresOf(written: Properties, { width, height }: KnownImage): Properties {
  const isMeasured = 'width' in written || 'height' in written
  return isMeasured || width === 0 ? {} : { width, height }
}

function sourcesOf({ src }: Properties, { width, copies }: KnownImage): Properties {
  if (copies.length === 0) return {}
  const sources = [...copies, { url: String(src), width }]
  return {
    srcSet: sources.map(source => `${source.url} ${source.width}w`).join(', '),
    sizes: SIZES,
  }
}
