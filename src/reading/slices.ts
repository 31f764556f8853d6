import type { Read } from '../db/doors.ts'
import { countPages, type Pages } from '../http/pagination.ts'
import type { Memory } from './memory.ts'
import { countPublicPosts, listPublicPosts, type Card, type Scope } from './lists.ts'

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
  return {
    cards: await listPublicPosts(read, scope, { now, limit: perPage, offset, total }),
    total,
    pages,
  }
}
