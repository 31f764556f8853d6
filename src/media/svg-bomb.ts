import type { Element } from 'hast'

const MAX_DRAWN = 100_000

/**
 * Whether a small SVG makes a browser draw without end: elements that show others which show others.
 * Counts what is drawn when every reference is followed; a circle counts as without end.
 */
export function isBomb(root: Element): boolean {
  const byId = new Map<string, Element>()
  collect(root, byId)
  const weights = new Map<Element, number>()
  return weigh(root, byId, weights) > MAX_DRAWN
}

function collect(element: Element, byId: Map<string, Element>): void {
  const { id } = element.properties
  if (typeof id === 'string' && !byId.has(id)) byId.set(id, element)
  for (const child of element.children) if (child.type === 'element') collect(child, byId)
}

function weigh(
  element: Element,
  byId: ReadonlyMap<string, Element>,
  weights: Map<Element, number>,
): number {
  const known = weights.get(element)
  if (known !== undefined) return known
  weights.set(element, Infinity)
  let weight = 1
  for (const child of element.children) {
    if (child.type === 'element') weight += weigh(child, byId, weights)
  }
  for (const id of referencesOf(element)) {
    const target = byId.get(id)
    if (target) weight += weigh(target, byId, weights)
  }
  weights.set(element, weight)
  return weight
}

function referencesOf({ properties }: Element): string[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    if (name === 'href') return [String(value).slice(1)]
    const found = String(value).matchAll(/url\(\s*["']?#([\w:.-]+)/giu)
    return Array.from(found, ([, id = '']) => id)
  })
}
