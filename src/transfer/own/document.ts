import { mark } from '../../i18n/translate.ts'
import { parseMoment } from '../../text/dates.ts'
import { readDocument, type DocumentHeader } from '../../text/frontmatter.ts'
import { countBytes, MAX_BODY_BYTES, MAX_TITLE_CHARS, countChars } from '../../text/limits.ts'
import { cleanOldPath } from '../../text/old-path.ts'
import { remarkOn, type ImportRemark, type Say } from '../report.ts'
import type { PlannedPost } from '../source.ts'
import { cleanTerms } from '../markdown/terms.ts'

/** Which post a document is, and what of it was exported. */
export type Origin = { id: string; base: string }

export type OwnDocument =
  { origin: Origin; post: PlannedPost; remarks: ImportRemark[] } | { problem: ImportRemark }

type Options = { timeZone: string; now: Date }

/**
 * Reads a document that an export wrote, exactly as it stands there: it says everything of its post, and nothing is guessed
 * from the name or the age of its file. Null for any other document.
 */
export function readOwnDocument(
  file: string,
  bytes: Uint8Array,
  options: Options,
): OwnDocument | null {
  const text = decode(bytes)
  if (text === null || !/^id:/mu.test(text)) return null
  const document = readDocument(text)
  if (!document.ok || document.header?.id === undefined) return null
  const { id } = document.header
  const said = { ...NOTHING, ...document.header }
  const plan = planWhole(said, document.body, options)
  if (typeof plan === 'string') return { problem: remarkOn(file, null, plan, { date: said.date }) }
  const remarks: ImportRemark[] = []
  const say: Say = (...words) => remarks.push(remarkOn(file, ...words))
  return {
    origin: { id, base: said.base },
    post: { ...describeWhole(said, say), ...plan },
    remarks,
  }
}

// What can be wrong, and then is said in a sentence.
function planWhole(
  said: Said,
  written: string,
  options: Options,
): (Moments & Pick<PlannedPost, 'title' | 'body'>) | string {
  const title = said.title.replace(/\s+/gu, ' ').trim()
  const body = written.replaceAll('\0', '')
  const moments = readMoments(said, options)
  if (!moments) return mark('The date “{date}” cannot be read.')
  return findFault(title, body) ?? { title, body, ...moments }
}

type Texts = 'title' | 'slug' | 'excerpt' | 'category' | 'author' | 'series' | 'language' | 'kind'
type Places = 'date' | 'updated' | 'deleted' | 'cover' | 'canonical' | 'base'
type Rest = 'tags' | 'aliases' | 'draft' | 'pinned' | 'noindex'
type Said = Required<Pick<DocumentHeader, Texts | Places | Rest>> & Pick<DocumentHeader, 'part'>

const NOTHING: Said = {
  ...{ title: '', slug: '', excerpt: '', category: '', tags: [], author: '', series: '' },
  ...{ date: '', updated: '', deleted: '', language: '', cover: '', canonical: '', base: '' },
  ...{ draft: false, pinned: false, noindex: false, kind: 'post', aliases: [] },
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

function findFault(title: string, body: string): string | null {
  if (countBytes(body) > MAX_BODY_BYTES) return mark('The text is longer than 1 MiB.')
  if (title === '') return mark('A title is required.')
  return countChars(title) > MAX_TITLE_CHARS ? mark('A title has at most 300 characters.') : null
}

type Moments = Pick<PlannedPost, 'publishedAt' | 'updatedAt' | 'deletedAt'>

// Null when one of them is none: then nothing is guessed.
function readMoments({ date, updated, deleted, draft }: Said, options: Options): Moments | null {
  const read = (text: string) => (text === '' ? undefined : parseMoment(text, options.timeZone))
  const [published, changed = published, gone] = [date, updated, deleted].map(read)
  if ([published, changed, gone].includes(null)) return null
  return {
    publishedAt: published ?? (draft ? null : options.now),
    ...(changed ? { updatedAt: changed } : {}),
    ...(gone ? { deletedAt: gone } : {}),
  }
}

function describeWhole(
  { kind, draft, category, tags, series, part, aliases, canonical, ...said }: Said,
  say: Say,
): Omit<PlannedPost, keyof Moments | 'title' | 'body'> {
  const { slug, excerpt, author, language, cover, pinned, noindex } = said
  return {
    ...{ kind: kind === 'page' ? 'page' : 'post', status: draft ? 'draft' : 'published' },
    ...{ slug, hasOwnSlug: slug !== '', excerpt, author, isDated: true, isWhole: true },
    ...{ category: cleanTerms([category], say)[0] ?? '', tags: cleanTerms(tags, say) },
    aliases: aliases.flatMap(path => cleanOldPath(path) ?? []),
    ...{ series, seriesPosition: series === '' ? null : (part ?? null) },
    ...{ language, cover, canonicalUrl: canonical, pinned, noindex },
  }
}
