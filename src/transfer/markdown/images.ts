import { basename, dirname, extname, join } from 'node:path'
import { findFileInside, type FoundFile } from './folder.ts'
import { decodePercent } from '../../text/percent.ts'

/** Where programs keep what is served from the root of the site. */
const ROOTS = ['', 'static', 'public', 'source', 'src', 'assets', 'content']

/** Finds the file of an image beside its document, in the folder named like the document, or from the root; never outside the root. */
export function findImageFile(
  root: string,
  document: FoundFile,
  destination: string,
): Promise<string | null> {
  const written = decodePercent(destination.replace(/[?#].*$/su, ''))
  const folder = dirname(document.path)
  const stem = basename(document.path, extname(document.path))
  const bases = written.startsWith('/')
    ? ROOTS.map(folder => join(root, folder))
    : [folder, join(folder, stem), root]
  return findFileInside(
    root,
    bases.map(base => join(base, written)),
  )
}
