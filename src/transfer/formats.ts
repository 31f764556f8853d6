import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Context } from '../context.ts'
import { mark } from '../i18n/translate.ts'
import type { Imported } from './engine/import.ts'
import type { ImportOptions } from './engine/run.ts'
import { isMediumName } from './medium/names.ts'
import type { OpenedSource } from './source.ts'

/** What can be seen of an upload or a path before it is read: the names of its files, and the beginning if it is one. */
export type Look = { isFolder: boolean; names: string[]; head: string }

/** A way in which posts may come. */
export type Format = {
  name: string
  label: string
  /** One sentence on what to hand over. */
  about: string
  /** Whether this looks like it. */
  knows: (look: Look) => boolean
  /** Imports what lies at a path, or says what would come of it. */
  perform: (context: Context, path: string, options: FormatOptions) => Promise<Imported>
}

export type FormatOptions = ImportOptions & {
  /** The old username of who becomes an admin; for a database of the old BLEXT. */
  admin?: string | undefined
}

type OpenSource = (context: Context, path: string) => Promise<OpenedSource>

// What reads a format is loaded when something of it comes: most starts import nothing.
const fromSource =
  (load: () => Promise<OpenSource>): Format['perform'] =>
  async (context, path, options) => {
    const { importSource } = await import('./engine/import.ts')
    const openSource = await load()
    const opened = await openSource(context, path)
    return opened.ok ? importSource(context, opened.source, options) : opened
  }

const hasTop = ({ isFolder, names }: Look, pattern: RegExp): boolean =>
  isFolder && names.some(name => !name.includes('/') && pattern.test(name))

const hasFile = ({ names }: Look, pattern: RegExp): boolean =>
  names.some(name => pattern.test(name))

/** In the order in which an upload is tried. */
export const formats: readonly Format[] = [
  {
    name: 'blext',
    label: mark('Old BLEXT'),
    about: mark('The database of the BLEXT of 2016: a file that ends in .db, .sqlite or .sqlite3.'),
    knows: ({ head }) => head.startsWith('SQLite format 3'),
    perform: async (...given) => (await import('./blext/import.ts')).importBlext(...given),
  },
  {
    name: 'wxr',
    label: mark('WordPress'),
    about: mark(
      'The file that WordPress exports (.xml), or a zip of it with its folder of uploads.',
    ),
    knows: look => /<rss[^>]+wordpress\.org\/export/u.test(look.head) || hasTop(look, /\.xml$/iu),
    perform: fromSource(async () => (await import('./wordpress/source.ts')).openWordPress),
  },
  {
    name: 'ghost',
    label: mark('Ghost'),
    about: mark(
      'The JSON file that Ghost exports, or a zip of it with its redirects and its folder content/images.',
    ),
    knows: look =>
      /^\ufeff?\s*\{\s*"(?:db|meta)"\s*:/u.test(look.head) || hasFile(look, /ghost[^/]*\.json$/iu),
    perform: fromSource(async () => (await import('./ghost/source.ts')).openGhost),
  },
  {
    name: 'medium',
    label: mark('Medium'),
    about: mark('The zip that Medium sends, with a folder posts of HTML files.'),
    knows: ({ names }) => names.some(isMediumName),
    perform: fromSource(async () => (await import('./medium/source.ts')).openMedium),
  },
  {
    name: 'markdown',
    label: mark('Markdown'),
    about: mark('A zip of Markdown files with their images, or one file that ends in .md.'),
    knows: look => hasFile(look, /\.(?:md|markdown)$/iu),
    perform: fromSource(async () => (await import('./markdown/source.ts')).openMarkdown),
  },
]

/** The format of this name. */
export const findFormat = (name: string): Format | undefined =>
  formats.find(format => format.name === name)

const HEAD_BYTES = 4_096
const MAX_NAMES = 20_000

/** Finds out in which format something is; undefined when nobody knows it. */
export async function guessFormat(path: string): Promise<Format | undefined> {
  const look = await lookAt(path)
  return look ? formats.find(format => format.knows(look)) : undefined
}

async function lookAt(path: string): Promise<Look | null> {
  const found = await stat(path).catch(() => null)
  if (!found) return null
  if (!found.isDirectory()) {
    return { isFolder: false, names: [basename(path)], head: await readHead(path) }
  }
  const names: string[] = []
  await listNames(path, '', names)
  return { isFolder: true, names, head: '' }
}

async function listNames(root: string, below: string, names: string[]): Promise<void> {
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    if (names.length >= MAX_NAMES) return
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) await listNames(root, name, names)
    else if (entry.isFile()) names.push(name)
  }
}

async function readHead(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}
