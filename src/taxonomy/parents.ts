import type { Read } from '../db/doors.ts'
import { mark } from '../i18n/translate.ts'
import { nameKey } from '../text/key.ts'
import { findTermById, type Term } from './changes.ts'
import { findTermIds } from './resolve.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Parent =
  { ok: true; parentId: number | null } | { ok: false; message: string; path: string }

/** Finds the parent that a form names; refuses one that does not exist, and a circle with its path. */
export async function findParent(
  read: Read,
  vocabulary: Vocabulary,
  { name, childId }: { name: string; childId: number | null },
): Promise<Parent> {
  if (name === '') return { ok: true, parentId: null }
  const parentId = (await findTermIds(read, vocabulary, [name])).get(nameKey(name))
  if (parentId === undefined) {
    return { ok: false, message: mark('There is nothing of this name to be the parent.'), path: '' }
  }
  const path = await listAncestors(read, vocabulary, parentId)
  if (childId === null || !path.some(term => term.id === childId)) return { ok: true, parentId }
  return {
    ok: false,
    message: mark('That would make a circle: {path}'),
    path: path.map(term => term.name).join(' → '),
  }
}

/** A term, its parent, and so on up to the one that has no parent; none for null. */
export async function listAncestors(
  read: Pick<Read, 'tag' | 'category'>,
  vocabulary: Vocabulary,
  id: number | null,
): Promise<Term[]> {
  const path: Term[] = []
  let next = id
  while (next !== null && !path.some(term => term.id === next)) {
    const term = await findTermById(read, vocabulary, next)
    if (!term) break
    path.push(term)
    next = term.parentId
  }
  return path
}
