import { createHash } from 'node:crypto'

// Some systems take these for a device, some programs for the page of a whole folder.
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|_?index|readme)(?:\.|$)/iu
const UNSAFE = /[\p{Cc}<>:"/\\|?*]|^[._]|[. ]$/gu
// Room for a number and the ending: names have 255 bytes on most systems.
const MAX_BYTES = 200

/** A name for a file that every system takes, alike for everybody, from the last part of an address. */
export function safeFileName(slug: string): string {
  const cleaned = slug.normalize('NFC').replace(UNSAFE, '-')
  const name = RESERVED.test(cleaned) || cleaned === '' ? `${cleaned}_` : cleaned
  if (Buffer.byteLength(name) <= MAX_BYTES) return name
  const cut = Buffer.from(name)
    .subarray(0, MAX_BYTES)
    .toString('utf8')
    .replace(/(?<!\ufffd)\ufffd+$/u, '')
  return `${cut}-${createHash('sha256').update(slug).digest('hex').slice(0, 8)}`
}

/** Gives names of which no two differ only in their case or in how they are composed. */
export function openNames(): (folder: string, slug: string, extension: string) => string {
  const taken = new Set<string>()
  return (folder, slug, extension) => {
    const base = `${folder}/${safeFileName(slug)}`
    let name = base
    for (let number = 2; taken.has(foldName(name)); number += 1) name = `${base}~${number}`
    taken.add(foldName(name))
    return `${name}.${extension}`
  }
}

const foldName = (name: string): string =>
  name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase()
