import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { isInside, type FoundFile } from './folder.ts'
import { decodePercent } from '../../text/percent.ts'

/** Where programs keep what is served from the root of the site. */
const ROOTS = ['', 'static', 'public', 'source', 'src', 'assets', 'content']

/** Finds the file of an image beside its document, in the folder named like the document, or from the root; never outside the root. */
export async function findImageFile(
  root: string,
  document: FoundFile,
  destination: string,
): Promise<string | null> {
  const written = decodePercent(destination.replace(/[?#].*$/su, ''))
  if (written.includes('\0')) return null
  const folder = dirname(document.path)
  const stem = basename(document.path, extname(document.path))
  const bases = written.startsWith('/')
    ? ROOTS.map(folder => join(root, folder))
    : [folder, join(folder, stem), root]
  for (const base of bases) {
    const file = await realFile(join(base, written))
    if (file !== null && isInside(root, file)) return file
  }
  return null
}

async function realFile(path: string): Promise<string | null> {
  const file = await realpath(path).catch(() => null)
  return file !== null && (await stat(file)).isFile() ? file : null
}
