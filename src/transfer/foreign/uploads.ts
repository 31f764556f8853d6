import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { mark } from '../../i18n/translate.ts'
import { digestOf } from '../../media/store.ts'
import { listLinkPlaces } from '../../text/link-places.ts'
import { findFileInside } from '../markdown/folder.ts'
import type { Say } from '../report.ts'
import type { SourceImage } from '../source.ts'

/** The folder of uploads beside an export, which nothing may leave. */
export type Uploads = {
  root: string
  maxBytes: number
  /** The paths within the folder where the file of an address may be, the best first; none for an address of somebody else's. */
  pathsOf: (address: string) => string[]
  /** True when there are uploads at all: only then is a missing one worth a line. */
  isThere: boolean
}

export type FoundImages = { images: SourceImage[]; digests: string[] }

/** Finds the files of these addresses; what is not at hand keeps its address, and is said. */
export async function findImages(
  addresses: readonly string[],
  uploads: Uploads,
  say: Say,
): Promise<FoundImages> {
  const found: FoundImages = { images: [], digests: [] }
  for (const destination of new Set(addresses)) {
    const paths = uploads.pathsOf(destination)
    const path =
      paths.length === 0
        ? null
        : await findFileInside(
            uploads.root,
            paths.map(each => join(uploads.root, each)),
          )
    if (path !== null) await takeImage(found, { destination, path }, uploads, say)
    else if (paths.length > 0 && uploads.isThere) {
      const text = mark('The image “{image}” is not in the folder; the text keeps its address.')
      say(null, text, { image: destination })
    }
  }
  return found
}

const OTHER_FILE =
  /\.(?:pdf|epub|zip|gz|docx?|xlsx?|pptx?|od[pst]|txt|csv|mp3|m4a|og[agv]|opus|wav|flac|mp4|m4v|mov|webm|avi)(?:[?#].*)?$/isu

/** Says which files that are no pictures a text leads to at its old place, where they stay. */
export function remarkOnFiles(body: string, { pathsOf }: Uploads, say: Say): void {
  const files = listLinkPlaces(body)
    .map(({ written }) => written.replace(/^<(.*)>$/su, '$1'))
    .filter(address => OTHER_FILE.test(address) && pathsOf(address).length > 0)
  for (const file of new Set(files)) {
    say(null, mark('Only pictures come along: the file “{file}” stays at its old address.'), {
      file,
    })
  }
}

async function takeImage(
  { images, digests }: FoundImages,
  { destination, path }: { destination: string; path: string },
  { maxBytes }: Uploads,
  say: Say,
): Promise<void> {
  if ((await stat(path)).size > maxBytes) {
    const text = mark('The image “{image}” is too large; the text keeps its address.')
    say(null, text, { image: destination })
    return
  }
  const open = () => readFile(path).catch(() => null)
  const bytes = await open()
  if (!bytes) return
  images.push({ destination, line: null, name: basename(path), open })
  digests.push(`${destination} ${digestOf(bytes)}`)
}
