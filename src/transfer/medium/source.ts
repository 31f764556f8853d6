import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { Context } from '../../context.ts'
import { mark } from '../../i18n/translate.ts'
import { parseMoment } from '../../text/dates.ts'
import { openConverter, type Converter } from '../convert/converter.ts'
import { shelveDocument, type Shelf } from '../foreign/document.ts'
import type { ForeignPost } from '../foreign/plan.ts'
import { remarkOn } from '../report.ts'
import type { OpenedSource, SourceItem } from '../source.ts'
import { isMediumName } from './names.ts'
import type { MediumPage } from './page.ts'

type Export = { files: string[]; folder: string; shelf: Shelf }

const MAX_BYTES = 4 * 1024 * 1024

/** Opens an export of Medium, unpacked: a folder with `posts/*.html`. */
export async function openMedium(
  { config, now }: Pick<Context, 'config' | 'now'>,
  path: string,
): Promise<OpenedSource> {
  const folder = await findPosts(path)
  if (folder === null) {
    return {
      ok: false,
      text: mark('There is no export of Medium at {path}.'),
      parameters: { path },
    }
  }
  const names = await readdir(folder)
  const files = names.filter(name => extname(name).toLowerCase() === '.html').sort()
  // Medium exports no pictures: they stay at their addresses.
  const uploads = {
    root: folder,
    maxBytes: config.maxUploadBytes,
    isThere: false,
    pathsOf: () => [],
  }
  const shelf = { now: now(), fileDate: now(), uploads }
  return {
    ok: true,
    source: {
      ...{ name: 'medium', total: files.length, people: [], terms: [], forwards: [] },
      documents: () => readDocuments({ files, folder, shelf }),
    },
  }
}

async function findPosts(path: string): Promise<string | null> {
  const real = await realpath(path).catch(() => null)
  if (real === null || !(await stat(real)).isDirectory()) return null
  const names = (await readdir(real, { recursive: true })).map(name => name.replaceAll('\\', '/'))
  if (basename(real) === 'posts' && names.some(name => isMediumName(`posts/${name}`))) return real
  const found = names.find(isMediumName)
  return found === undefined ? null : join(real, dirname(found))
}

async function* readDocuments(whole: Export): AsyncGenerator<SourceItem> {
  const converter = openConverter()
  try {
    for (const name of whole.files) yield await readPost(whole, name, converter)
  } finally {
    await converter.close()
  }
}

async function readPost(
  { folder, shelf }: Export,
  name: string,
  converter: Converter,
): Promise<SourceItem> {
  const file = `posts/${name}`
  const path = join(folder, name)
  const found = await stat(path)
  if (!found.isFile() || found.size > MAX_BYTES) {
    return { problem: remarkOn(file, null, mark('The text is longer than 1 MiB.')) }
  }
  const converted = await converter.convert('medium', await readFile(path, 'utf8'))
  if (!converted.ok) return { problem: remarkOn(file, null, converted.text) }
  const page = converted.output
  if (!page)
    return { remark: remarkOn(file, null, mark('This is no post of Medium; it stays behind.')) }
  if (page.isResponse) {
    return {
      remark: remarkOn(
        file,
        null,
        mark('It is a response to somebody else’s text; it stays behind.'),
      ),
    }
  }
  const post = describePost(page, name)
  return shelveDocument({ file, line: null, post, notes: page.notes }, shelf)
}

function describePost(page: MediumPage, name: string): ForeignPost {
  const isDraft = name.startsWith('draft_') || page.publishedAt === ''
  const address = canonicalOf(page)
  return {
    ...{ kind: 'post', title: page.title, body: page.markdown, excerpt: page.subtitle },
    slug: slugOf(page, name),
    ...{ categories: [], tags: page.tags, aliases: [], author: page.username || page.author },
    status: isDraft ? 'draft' : 'published',
    publishedAt: parseMoment(page.publishedAt, 'UTC'),
    ...(address === '' || isDraft ? {} : { canonicalUrl: address }),
  }
}

// An address of Medium stays behind: here is where the text lives now. One of elsewhere was chosen by its author.
function canonicalOf({ canonicalUrl }: MediumPage): string {
  if (!URL.canParse(canonicalUrl)) return ''
  const { protocol, hostname } = new URL(canonicalUrl)
  return /^https?:$/u.test(protocol) && !/(?:^|\.)medium\.com$/u.test(hostname) ? canonicalUrl : ''
}

// `2016-01-02_The-title-1a2b3c4d5e6f.html`, with the number by which Medium knows it.
function slugOf({ canonicalUrl }: MediumPage, name: string): string {
  const last = URL.canParse(canonicalUrl) ? new URL(canonicalUrl).pathname.split('/').at(-1) : ''
  const own = last !== undefined && last !== '' ? last : basename(name, extname(name))
  return own
    .replace(/^(?:draft|\d{4}-\d\d-\d\d)_/u, '')
    .replace(/-?[0-9a-f]{8,12}$/u, '')
    .replace(/(?<!-)-+$/u, '')
}
