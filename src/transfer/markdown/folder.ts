import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import { mark } from '../../i18n/translate.ts'
import type { ImportRemark } from '../report.ts'

/** A document found: where it is, and its path inside the folder with `/`. */
export type FoundFile = { path: string; source: string }

/** What is to be imported; `name` is the folder's own, `root` its real path, which nothing may leave. */
export type Folder = {
  root: string
  name: string
  files: FoundFile[]
  problems: ImportRemark[]
  remarks: ImportRemark[]
}

const SKIPPED_FOLDERS = new Set(['node_modules', '_site', '_layouts', '_includes', '_sass'])

/** Lists the Markdown documents of a folder (or the one file) in a fixed order; null if there is nothing at this path. */
export async function listFolder(path: string): Promise<Folder | null> {
  const real = await realpath(path).catch(() => null)
  if (real === null) return null
  const isFolder = (await stat(real)).isDirectory()
  const root = isFolder ? real : dirname(real)
  const folder: Folder = { root, name: basename(root), files: [], problems: [], remarks: [] }
  if (isFolder) await walk(folder, root)
  else folder.files.push({ path: real, source: basename(real) })
  folder.files.sort((one, other) => (one.source < other.source ? -1 : 1))
  return folder
}

/** True for a path that is the folder or in it; both are real paths. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}

/** The real path of the first of these, below `root`, that is a file; links may not lead out of it. */
export async function findFileInside(
  root: string,
  paths: readonly string[],
): Promise<string | null> {
  for (const path of paths) {
    const file = path.includes('\0') ? null : await realpath(path).catch(() => null)
    if (file !== null && isInside(root, file) && (await stat(file)).isFile()) return file
  }
  return null
}

async function walk(folder: Folder, current: string): Promise<void> {
  for (const entry of await readdir(current, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || SKIPPED_FOLDERS.has(entry.name)) continue
    const path = join(current, entry.name)
    if (entry.isSymbolicLink()) await reportLink(folder, path)
    else if (entry.isDirectory()) await walk(folder, path)
    else if (isDocument(entry)) keepDocument(folder, path)
  }
}

function keepDocument(folder: Folder, path: string): void {
  const source = sourceOf(folder, path)
  if (basename(source) === '_index.md') {
    const text = mark('This is the page of a whole section, not a post; it was left out.')
    folder.remarks.push({ file: source, line: null, text, parameters: {} })
  } else {
    folder.files.push({ path, source })
  }
}

// A link to what is inside would bring it in twice, one to the outside must bring in nothing.
async function reportLink(folder: Folder, path: string): Promise<void> {
  const target = await realpath(path).catch(() => null)
  if (target !== null && isInside(folder.root, target)) return
  const text = mark('This is a link to something outside the folder; links are not followed.')
  const remark = { file: sourceOf(folder, path), line: null, text, parameters: {} }
  if (isMarkdownName(path)) folder.problems.push(remark)
  else folder.remarks.push(remark)
}

function isDocument(entry: Dirent): boolean {
  return entry.isFile() && isMarkdownName(entry.name)
}

function isMarkdownName(name: string): boolean {
  return ['.md', '.markdown', '.mdx'].includes(extname(name).toLowerCase())
}

function sourceOf({ root }: Folder, path: string): string {
  return relative(root, path).split(sep).join('/')
}
