import { basename, dirname, join } from 'node:path/posix'
import { mark } from '../../i18n/translate.ts'
import { changeLinks, listLinkPlaces } from '../../text/link-places.ts'
import type { Say } from '../report.ts'
import type { FoundFile } from './folder.ts'
import { decodePercent } from '../../text/percent.ts'

/** A link to another document of the folder: `@/path` from its root, or a path from this document. */
const TO_DOCUMENT =
  /^(?:@\/[^#?]+|(?![a-z][a-z0-9+.-]*:|\/\/)[^#?]*\.(?:md|mdx|markdown))(?=$|[#?])/iu

/** Finds documents by what links call them: their path, the end of it, or their name, with or without ending. */
export type FindDocument = (written: string, from: FoundFile) => FoundFile | null

/** Makes links to other documents of the folder lead to their addresses here, which `addressOf` knows. */
export async function linkDocuments(
  body: string,
  addressOf: (written: string) => Promise<string | null>,
  say: Say,
): Promise<string> {
  const addresses = new Map<string, string>()
  for (const { written } of listLinkPlaces(body)) {
    const path = TO_DOCUMENT.exec(written)?.[0]
    if (path === undefined || addresses.has(path)) continue
    const address = await addressOf(path)
    if (address !== null) addresses.set(path, address)
    else
      say(null, mark('The document “{path}” is not in the folder; the link stays as it is.'), {
        path,
      })
  }
  if (addresses.size === 0) return body
  return changeLinks(body, written => {
    const path = TO_DOCUMENT.exec(written)?.[0] ?? ''
    const address = addresses.get(path)
    return address === undefined ? null : address + written.slice(path.length)
  }).text
}

/** Prepares to find the documents of a folder; of several that a link may mean, none is found. */
export function indexDocuments(files: readonly FoundFile[]): FindDocument {
  const byPath = new Map(files.map(file => [file.source, file]))
  const byEnd = new Map<string, FoundFile | null>()
  for (const file of files) {
    for (const end of listEnds(plainPath(file.source))) byEnd.set(end, byEnd.has(end) ? null : file)
  }
  return (written, from) => {
    const path = decodePercent(written.replace(/^@\//u, ''))
    const beside = byPath.get(join(dirname(from.source), path))
    return beside ?? byPath.get(path) ?? byEnd.get(plainPath(path)) ?? null
  }
}

// `content/blog/x/index.md` is called `blog/x`, `x` and so on, too.
function plainPath(path: string): string {
  const plain = path.replace(/\.(?:md|mdx|markdown)$/iu, '').replace(/^\/+|(?<!\/)\/+$/gu, '')
  return /^_?index$/u.test(basename(plain)) ? dirname(plain) : plain
}

function listEnds(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, at) => parts.slice(at).join('/'))
}
