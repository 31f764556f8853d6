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
  if (!document.ok || !document.header?.id) return null
  const { header, body } = document
  const { id = '', base = '' } = header
  const refuse = (sentence: string, parameters = {}): OwnDocument => ({
    problem: remarkOn(file, null, sentence, parameters),
  })
  const moments = readMoments(header, options)
  if (!moments)
    return refuse(mark('The date “{date}” cannot be read.'), { date: header.date ?? '' })
  if (countBytes(body) > MAX_BODY_BYTES) return refuse(mark('The text is longer than 1 MiB.'))
  const title = (header.title ?? '').replace(/\s+/gu, ' ').trim()
  if (title === '') return refuse(mark('A title is required.'))
  if (countChars(title) > MAX_TITLE_CHARS) {
    return refuse(mark('A title has at most 300 characters.'))
  }
  const remarks: ImportRemark[] = []
  const post = describeWhole(header, { title, body: body.replaceAll('\0', '') }, (...said) => {
    remarks.push(remarkOn(file, ...said))
  })
  return { origin: { id, base }, post: { ...post, ...moments }, remarks }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

type Moments = Pick<PlannedPost, 'publishedAt' | 'updatedAt' | 'deletedAt'>

// Null when one of them is none: then nothing is guessed.
function readMoments(header: DocumentHeader, { timeZone, now }: Options): Moments | null {
  const { date = '', updated = '', deleted = '' } = header
  const moments = [date, updated, deleted].map(text => text && parseMoment(text, timeZone))
  const [publishedAt, updatedAt, deletedAt] = moments
  if (publishedAt === null || updatedAt === null || deletedAt === null) return null
  const shown = header.draft === true ? null : now
  return {
    publishedAt: publishedAt || shown,
    ...(updatedAt || publishedAt ? { updatedAt: (updatedAt || publishedAt) as Date } : {}),
    ...(deletedAt ? { deletedAt } : {}),
  }
}

function describeWhole(
  header: DocumentHeader,
  { title, body }: { title: string; body: string },
  say: Say,
): Omit<PlannedPost, keyof Moments> & { publishedAt: null } {
  const { slug = '', excerpt = '', category = '', tags = [], author = '', series = '' } = header
  const [name = ''] = cleanTerms([category], say)
  return {
    ...{ kind: header.kind === 'page' ? 'page' : 'post', title, body, excerpt, category: name },
    ...{ tags: cleanTerms(tags, say), slug, hasOwnSlug: slug !== '', author, isWhole: true },
    ...{ status: header.draft === true ? 'draft' : 'published', isDated: true, publishedAt: null },
    aliases: (header.aliases ?? []).flatMap(path => cleanOldPath(path) ?? []),
    ...{ series, seriesPosition: series === '' ? null : (header.part ?? null) },
    ...{ language: header.language ?? '', pinned: header.pinned ?? false },
    ...{ cover: header.cover ?? '', canonicalUrl: header.canonical ?? '' },
    noindex: header.noindex ?? false,
  }
}
