import { mark } from '../../i18n/translate.ts'
import { readDocument, type DocumentHeader } from '../../text/frontmatter.ts'
import { countBytes, MAX_BODY_BYTES } from '../../text/limits.ts'
import type { ImportRemark, Say } from '../report.ts'
import type { PlannedPost } from '../source.ts'
import { remarkOnBody } from './body-remarks.ts'
import { lineAt } from './code.ts'
import { chooseDate, type WrittenDate } from './date.ts'
import { decodeText } from './decode.ts'
import { readFileName } from './naming.ts'
import { dropModules } from './mdx.ts'
import { describePost } from './planned-post.ts'
import { translateShortcodes } from './shortcodes/translate.ts'

/** A file as it was read, with the time that its file system knows. */
export type SourceFile = { source: string; bytes: Uint8Array; modifiedAt: Date }

export type PlannedDocument =
  { ok: true; post: PlannedPost; remarks: ImportRemark[] } | { ok: false; problem: ImportRemark }

export type PlanOptions = { timeZone: string; now: Date }

/** Reads one file as a post; says what stands in the way, or what was changed on the way. */
export function planDocument(file: SourceFile, options: PlanOptions): PlannedDocument {
  const decoded = decodeText(file.bytes)
  if (!decoded.ok) return refuse(file, decoded.line, mark('This line is not UTF-8 text.'))
  const document = readDocument(decoded.text)
  if (!document.ok) return refuse(file, document.line, document.message)
  const header = document.header ?? { notes: [] }
  const name = readFileName(file.source)
  const date = chooseDate(header.date, { ...file, ...name }, options.timeZone)
  if (!date) {
    const text = mark('The date “{date}” cannot be read.')
    return refuse(file, findDateLine(decoded.text), text, { date: header.date ?? '' })
  }
  const body = document.body.replaceAll('\0', '')
  if (countBytes(body) > MAX_BODY_BYTES)
    return refuse(file, null, mark('The text is longer than 1 MiB.'))

  const remarks: ImportRemark[] = []
  const say: Say = (line, text, parameters = {}) => {
    remarks.push({ file: file.source, line, text, parameters })
  }
  for (const note of header.notes) say(null, note)
  const text = translateBody(file, { body, line: firstBodyLine(decoded.text, document.body) }, say)
  const post = describePost({ header, name, date, body: text }, isDraft(file, header), say)
  remarkOnDate(post, date, options, say)
  return { ok: true, post, remarks }
}

function translateBody(
  { source }: SourceFile,
  { body, line }: { body: string; line: number },
  say: Say,
): string {
  remarkOnBody(body, line, say)
  const text = translateShortcodes(body, line, say)
  return /\.mdx$/iu.test(source) ? dropModules(text) : text
}

function refuse(
  { source }: SourceFile,
  line: number | null,
  text: string,
  parameters: ImportRemark['parameters'] = {},
): PlannedDocument {
  return { ok: false, problem: { file: source, line, text, parameters } }
}

function findDateLine(text: string): number | null {
  const at = text.search(/^[ \t]*["']?(?:date|published|publishdate)\w*["']?[ \t]*[:=]/imu)
  return at === -1 ? null : lineAt(text, at)
}

function firstBodyLine(text: string, body: string): number {
  return lineAt(text, text.length - body.length)
}

function isDraft({ source }: SourceFile, header: DocumentHeader): boolean {
  return header.draft === true || source.split('/').includes('_drafts')
}

function remarkOnDate(
  post: PlannedPost,
  date: NonNullable<WrittenDate>,
  { now }: PlanOptions,
  say: Say,
): void {
  if (post.status === 'draft') return
  if (date.at > now) {
    say(null, mark('The date is in the future: the post is scheduled.'))
  } else if (date.origin === 'file' && post.kind === 'post') {
    const day = date.at.toISOString().slice(0, 10)
    say(null, mark('There is no date; that of the file was taken: {day}.'), { day })
  }
}
