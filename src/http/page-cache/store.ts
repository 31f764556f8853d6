import type { KeptPage } from './page.ts'

/** Pages by their keys, those used longest ago first to go when they are too many bytes. */
export type Store = {
  get(key: string): KeptPage | undefined
  set(key: string, page: KeptPage): void
  /** Says that a page which may still be here has grown. */
  grow(key: string, page: KeptPage, bytes: number): void
  readonly bytes: number
}

// One page may not push all others out.
const LARGEST_SHARE = 0.25

/** Opens an empty store that holds at most so many bytes. */
export function createStore(maxBytes: number): Store {
  const pages = new Map<string, KeptPage>()
  let bytes = 0
  return {
    get: key => {
      const page = pages.get(key)
      if (page) {
        pages.delete(key)
        pages.set(key, page)
      }
      return page
    },
    set: (key, page) => {
      remove(key)
      if (page.bytes > maxBytes * LARGEST_SHARE) return
      pages.set(key, page)
      bytes += page.bytes
      makeRoom()
    },
    grow: (key, page, more) => {
      if (pages.get(key) !== page) return
      bytes += more
      makeRoom()
    },
    get bytes() {
      return bytes
    },
  }

  function makeRoom(): void {
    for (const key of pages.keys()) {
      if (bytes <= maxBytes) return
      remove(key)
    }
  }

  function remove(key: string): void {
    bytes -= pages.get(key)?.bytes ?? 0
    pages.delete(key)
  }
}
