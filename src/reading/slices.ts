import type { Read } from '../db/doors.ts'
import { countPages, type Pages } from '../http/pagination.ts'
import type { Memory } from './memory.ts'
import { countPublicPosts, listPublicPosts, type Card, type Scope } from './lists.ts'
import { findPlace, stepOf } from './places.ts'

/** One page of a list of posts; `path` is the address of its first page. */
export type Slot = { path: string; page: number; perPage: number; now: Date; remember: Memory }

export type PostSlice = { cards: Card[]; total: number; pages: Pages }

/** One page of a scope, or null where there is no such page. */
export async function readSlice(read: Read, scope: Scope, slot: Slot): Promise<PostSlice | null> {
  const { path, page, perPage, now, remember } = slot
  const total = await remember(`posts of ${scope.name}`, () => countPublicPosts(read, scope, now))
  const pages = countPages({ page, perPage, total }, path)
  if (page > pages.last) return null
  const offset = (page - 1) * perPage
  const isDeep = !scope.isSorted && Math.min(offset, total - offset) > stepOf(total)
  const slice = { now, limit: perPage, offset, total }
  const cards = isDeep
    ? await listDeep(read, scope, { ...slice, remember })
    : await listPublicPosts(read, scope, slice)
  return { cards, total, pages }
}

type DeepSlice = { now: Date; limit: number; offset: number; total: number; remember: Memory }

async function listDeep(read: Read, scope: Scope, slice: DeepSlice): Promise<Card[]> {
  const { parts } = scope
  if (!parts) {
    const from = await findPlace(read, scope, slice)
    return listPublicPosts(read, scope, { ...slice, ...(from && { from }) })
  }
  const { now, offset, remember } = slice
  const before = await remember(`posts of ${parts.first.name}`, () =>
    countPublicPosts(read, parts.first, now),
  )
  return before > offset
    ? listPublicPosts(read, scope, slice)
    : listDeep(read, parts.others, {
        ...slice,
        offset: offset - before,
        total: slice.total - before,
      })
}
