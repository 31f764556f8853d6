import type { Fields } from './fields.ts'

/** Text that this browser keeps because the server may not have it yet. */
export type LocalCopy = {
  person: string
  /** `post:7`, or `new:` and the name of a writing. */
  place: string
  /** The window that typed it. */
  writer: string
  fields: Fields
  version: string
  /** The state of the server's copy that the window had seen. */
  state: number
  /** When it was typed, in ms. */
  at: number
}

const PREFIX = 'blext:writing:'

/** Keeps a copy; false when the browser refuses, because it is full or keeps nothing at all. */
export function storeLocal(copy: LocalCopy): boolean {
  try {
    localStorage.setItem(keyOf(copy), JSON.stringify(copy))
    return true
  } catch {
    return false
  }
}

export function dropLocal(copy: Pick<LocalCopy, 'person' | 'place' | 'writer'>): void {
  try {
    localStorage.removeItem(keyOf(copy))
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

/** All that this browser keeps for a person, the newest first. Other people's stays unread. */
export function listLocal(person: string): LocalCopy[] {
  const copies = listKeys()
    .filter(key => key.startsWith(`${PREFIX}${person}:`))
    .flatMap(key => readLocal(key) ?? [])
  return copies.sort((one, other) => other.at - one.at)
}

function listKeys(): string[] {
  try {
    return Object.keys(localStorage)
  } catch {
    return []
  }
}

function readLocal(key: string): LocalCopy | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as LocalCopy | null
  } catch {
    return null
  }
}

const keyOf = ({ person, place, writer }: Pick<LocalCopy, 'person' | 'place' | 'writer'>): string =>
  `${PREFIX}${person}:${place}:${writer}`
