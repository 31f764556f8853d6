import type { Root, RootContent } from 'hast'

type Cut<T> = { kept: T[]; isCut: boolean }

/** A copy of what stands before the first `<!-- more -->`, without footnotes; null if there is no such mark. */
export function takeBeforeMore(tree: Root): Root | null {
  const { kept, isCut } = takeBefore(tree.children)
  return isCut ? { type: 'root', children: kept } : null
}

function takeBefore<T extends RootContent>(nodes: T[]): Cut<T> {
  const kept: T[] = []
  for (const node of nodes) {
    if (node.type === 'comment' && /^\s*more\b/iu.test(node.value)) return { kept, isCut: true }
    if (node.type !== 'element') {
      kept.push(node)
    } else {
      const inside = takeBefore(node.children)
      if (!inside.isCut || inside.kept.length > 0) kept.push({ ...node, children: inside.kept })
      if (inside.isCut) return { kept, isCut: true }
    }
  }
  return { kept, isCut: false }
}
