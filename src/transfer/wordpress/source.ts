import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { Context } from '../../context.ts'
import { mark } from '../../i18n/translate.ts'
import { readSettings } from '../../settings/service.ts'
import { changeLinks } from '../../text/link-places.ts'
import { openConverter, type Converter } from '../convert/converter.ts'
import { shelveDocument, type Shelf } from '../foreign/document.ts'
import { collectNotes } from '../html/notes.ts'
import { remarkOn } from '../report.ts'
import type { OpenedSource, SourceItem } from '../source.ts'
import { planItem, type PlannedItem } from './item.ts'
import { readRecords, WxrError, type Reading, type WxrRecord } from './records.ts'
import { hostOf, pathOf, remarkOnWhole, surveyFiles, typeOf, type Survey } from './survey.ts'
import { listForwards } from './term-pages.ts'
import { openUploads } from './uploads.ts'

type Export = {
  files: string[]
  root: string
  survey: Survey
  reading: Reading
  timeZone: string
  shelf: Shelf
}

/** Opens an export of WordPress (WXR): one file, or a folder with the parts of one, `wp-content/uploads` beside it if it is there. */
export async function openWordPress(
  context: Pick<Context, 'config' | 'db' | 'now'>,
  path: string,
): Promise<OpenedSource> {
  const found = await findFiles(path)
  if (!found)
    return {
      ok: false,
      text: mark('There is no export of WordPress at {path}.'),
      parameters: { path },
    }
  const reading: Reading = { mended: { ampersands: 0, signs: 0 }, faults: [], isWhole: false }
  try {
    const survey = await surveyFiles(found.files, reading)
    return {
      ok: true,
      source: describeSource(await openExport(context, { ...found, survey, reading })),
    }
  } catch (error) {
    if (!(error instanceof WxrError)) throw error
    return { ok: false, text: error.message, parameters: { path, line: String(error.line) } }
  }
}

async function openExport(
  { config, db, now }: Pick<Context, 'config' | 'db' | 'now'>,
  parts: Pick<Export, 'files' | 'root' | 'survey' | 'reading'>,
): Promise<Export> {
  const { timeZone } = await readSettings(db.read)
  const { mtime } = await stat(parts.files[0] ?? parts.root)
  const uploads = await openUploads(parts.root, parts.survey, config.maxUploadBytes)
  const fileDate = mtime < now() ? mtime : now()
  return { ...parts, timeZone, shelf: { now: now(), fileDate, uploads } }
}

async function findFiles(path: string): Promise<{ files: string[]; root: string } | null> {
  const real = await realpath(path).catch(() => null)
  if (real === null) return null
  if (!(await stat(real)).isDirectory()) return { files: [real], root: dirname(real) }
  const names = (await readdir(real)).filter(name => extname(name).toLowerCase() === '.xml').sort()
  return names.length === 0 ? null : { files: names.map(name => join(real, name)), root: real }
}

function describeSource(whole: Export) {
  const { survey } = whole
  return {
    name: `wordpress/${URL.canParse(survey.home) ? hostOf(survey.home) : 'export'}`,
    total: survey.total,
    people: [...survey.people.values()],
    terms: [...survey.terms.values()],
    forwards: listForwards(survey),
    documents: () => readDocuments(whole),
  }
}

async function* readDocuments(whole: Export): AsyncGenerator<SourceItem> {
  const converter = openConverter()
  const [first = ''] = whole.files
  for (const remark of remarkOnWhole(basename(first), whole.survey, whole.reading)) yield { remark }
  try {
    for (const file of whole.files) yield* readFile(file, whole, converter)
  } finally {
    await converter.close()
  }
}

async function* readFile(
  file: string,
  whole: Export,
  converter: Converter,
): AsyncGenerator<SourceItem> {
  for await (const record of readRecords(file, newReading())) {
    const type = record.kind === 'item' ? typeOf(record) : ''
    if (type === 'post' || type === 'page') yield await readItem(whole, record, converter)
  }
}

// What is to be said of the files has been said by the survey.
const newReading = (): Reading => ({
  mended: { ampersands: 0, signs: 0 },
  faults: [],
  isWhole: false,
})

async function readItem(
  whole: Export,
  record: WxrRecord,
  converter: Converter,
): Promise<SourceItem> {
  const { line, values } = record
  const { survey, timeZone } = whole
  const file = `${typeOf(record)}/${(values.get('wp:post_id') ?? '').trim() || `line-${line}`}`
  const { notes, add } = collectNotes()
  const planned = planItem({ ...record, survey, timeZone, say: add })
  if (!planned.ok) return { remark: remarkOn(file, line, planned.reason) }
  const texts = await convertTexts(planned, whole, converter)
  if (!texts.ok) return { problem: remarkOn(file, line, texts.text) }
  const post = { ...planned.post, body: texts.body, excerpt: texts.excerpt }
  return shelveDocument({ file, line, post, notes: [...notes, ...texts.notes] }, whole.shelf)
}

async function convertTexts(
  { text, excerpt }: Extract<PlannedItem, { ok: true }>,
  { survey }: Export,
  converter: Converter,
) {
  const body = await converter.convert('wordpress', text)
  if (!body.ok) return body
  const short = excerpt.trim() === '' ? null : await converter.convert('html', excerpt)
  if (short && !short.ok) return short
  return {
    ok: true as const,
    body: leadHere(body.output.markdown, survey),
    excerpt: short?.output.markdown.trim() ?? '',
    notes: body.output.notes,
  }
}

/** Links among the posts of the blog lose its host: their old paths lead to the posts here. */
function leadHere(markdown: string, { hosts, paths }: Survey): string {
  const { text } = changeLinks(markdown, written => {
    const isOwn =
      /^https?:\/\//iu.test(written) && URL.canParse(written) && hosts.has(hostOf(written))
    const path = isOwn ? pathOf(written.replace(/#.*$/su, '')) : null
    return path !== null && isKnown(path) ? path + new URL(written).hash : null
  })
  return text

  function isKnown(path: string): boolean {
    return paths.has(path) || paths.has(`${path}/`)
  }
}
