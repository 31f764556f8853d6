import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import type { Context } from '../../context.ts'
import { mark } from '../../i18n/translate.ts'
import { slugify } from '../../text/slug.ts'
import { openConverter, type Converter } from '../convert/converter.ts'
import { shelveDocument, type Shelf } from '../foreign/document.ts'
import type { Uploads } from '../foreign/uploads.ts'
import { originalName } from '../html/links.ts'
import { collectNotes } from '../html/notes.ts'
import { cleanTerms } from '../markdown/terms.ts'
import { remarkOn, type ImportRemark } from '../report.ts'
import type { ForeignPerson, ForeignTerm, OpenedSource, SourceItem } from '../source.ts'
import { readGhostExport, type GhostPost, type GhostTables } from './export.ts'
import { parseJson } from './json.ts'
import { indexTables, isPublicThere, planGhostPost, type GhostIndex } from './post.ts'
import { readRedirects } from './redirects.ts'
import { decodePercent } from '../../text/percent.ts'

type Export = { tables: GhostTables; index: GhostIndex; shelf: Shelf; remarks: ImportRemark[] }

// It is read whole, as one JSON value.
const MAX_BYTES = 100 * 1024 * 1024
const TOO_LARGE = mark('{path} is larger than 100 MB, and an export of Ghost is read as a whole.')

/** Opens an export of Ghost: its JSON file, or a folder with it, its redirects and `content/images` or `images`. */
export async function openGhost(
  { config, now }: Pick<Context, 'config' | 'now'>,
  path: string,
): Promise<OpenedSource> {
  const size = await stat(path).then(
    file => file.size,
    () => 0,
  )
  if (size > MAX_BYTES) return { ok: false, text: TOO_LARGE, parameters: { path } }
  const found = await findExport(path)
  if (!found)
    return { ok: false, text: mark('There is no export of Ghost at {path}.'), parameters: { path } }
  const { tables, root, modifiedAt } = found
  const fileDate = modifiedAt < now() ? modifiedAt : now()
  const uploads = openUploads(root, config.maxUploadBytes)
  const index = indexTables(tables)
  const redirects = await readRedirects(root)
  const remarks = [...redirects.remarks, ...sayInternal(index)]
  const shelf = { now: now(), fileDate, uploads }
  return {
    ok: true,
    source: {
      name: 'ghost',
      total: tables.posts.length,
      people: listPeople(tables),
      terms: listTerms(index),
      forwards: [...redirects.forwards, ...forwardTags(tables, index)],
      documents: () => readDocuments({ tables, index, shelf, remarks }),
    },
  }
}

type Found = { tables: GhostTables; root: string; modifiedAt: Date }

async function findExport(path: string): Promise<Found | null> {
  const real = await realpath(path).catch(() => null)
  if (real === null) return null
  if (!(await stat(real)).isDirectory()) return readExport(real)
  const names = await readdir(real, { recursive: true })
  const files = names
    .filter(name => extname(name).toLowerCase() === '.json')
    .sort()
    .slice(0, 50)
  for (const name of files) {
    const found = await readExport(join(real, name))
    if (found) return { ...found, root: real }
  }
  return null
}

async function readExport(file: string): Promise<Found | null> {
  const { size, mtime } = await stat(file)
  if (size > MAX_BYTES) return null
  const tables = readGhostExport(parseJson((await readFile(file, 'utf8')).replace(/^\ufeff/u, '')))
  return tables && { tables, root: dirname(file), modifiedAt: mtime }
}

function openUploads(root: string, maxBytes: number): Uploads {
  return { root, maxBytes, isThere: true, pathsOf: listPaths }
}

// The picture itself rather than one of its smaller copies.
function listPaths(address: string): string[] {
  const [, below = ''] =
    /^(?:https?:\/\/[^/]+)?(?:\/[^/]+)?\/content\/images\/(.+)$/iu.exec(decodePercent(address)) ??
    []
  const path = below.replace(/[?#].*$/su, '')
  if (path === '') return []
  const original = originalName(`/${path}`).slice(1)
  return [...new Set([original, path])].flatMap(name => [
    ...[`content/images/${name}`, `images/${name}`, name],
  ])
}

function sayInternal({ tags }: GhostIndex): ImportRemark[] {
  const names = [...tags.values()].filter(({ isInternal }) => isInternal).map(({ name }) => name)
  if (names.length === 0) return []
  const text = mark('Internal tags stay behind: {names}.')
  return [remarkOn('tags', null, text, { names: names.join(', ') })]
}

function listPeople({ users }: GhostTables): ForeignPerson[] {
  return users.map(({ id, name, slug, email, bio }) => ({
    ...{ key: id, username: slug || name, email, displayName: name || slug, bio },
  }))
}

function listTerms({ tags }: GhostIndex): ForeignTerm[] {
  return [...tags.values()].flatMap((tag): ForeignTerm[] => {
    const [name] = cleanTerms([tag.name], () => undefined)
    const { slug, description } = tag
    return name === undefined || tag.isInternal ? [] : [{ kind: 'tag', name, slug, description }]
  })
}

// The page of a tag stood at `/tag/…`; only of those that readers could see.
function forwardTags(
  { posts }: GhostTables,
  index: GhostIndex,
): { path: string; target: string }[] {
  const seen = new Set(
    posts
      .filter(post => isPublicThere(post, index))
      .flatMap(({ id }) => index.tagsOf.get(id) ?? []),
  )
  return [...index.tags].flatMap(([id, { slug, isInternal }]) =>
    seen.has(id) && slug !== '' && !isInternal
      ? [{ path: `/tag/${slug}`, target: `/tags/${slugify(slug)}` }]
      : [],
  )
}

async function* readDocuments(whole: Export): AsyncGenerator<SourceItem> {
  const converter = openConverter()
  for (const remark of whole.remarks) yield { remark }
  try {
    for (const post of whole.tables.posts) yield await readPost(whole, post, converter)
  } finally {
    await converter.close()
  }
}

async function readPost(
  { index, shelf }: Export,
  post: GhostPost,
  converter: Converter,
): Promise<SourceItem> {
  const { notes, add } = collectNotes()
  const planned = planGhostPost(post, index, add)
  const file = `${planned.kind}/${post.id}`
  const { lexical, mobiledoc, html } = post
  const converted = await converter.convert('ghost', { lexical, mobiledoc, html })
  if (!converted.ok) return { problem: remarkOn(file, null, converted.text) }
  const { markdown, notes: said } = converted.output
  return shelveDocument(
    { file, line: null, post: { ...planned, body: markdown }, notes: [...notes, ...said] },
    shelf,
  )
}
