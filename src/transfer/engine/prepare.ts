import { mark } from '../../i18n/translate.ts'
import { digestOf, storeImage, tryImage, type StoredImage } from '../../media/store.ts'
import { RenderError } from '../../render/render-error.ts'
import { prepareText } from '../../writing/prepare.ts'
import { rememberedAs } from '../export/identity.ts'
import { listImagePlaces, replaceImages } from '../image-places.ts'
import { remarkOn, type ImportRemark } from '../report.ts'
import type { PlannedPost, SourceDocument, SourceImage } from '../source.ts'
import { memoryKey, type Memory } from './memory.ts'
import type { Author } from './authors.ts'
import type { ImportedLine } from './lines.ts'
import { recallOwn, settleOwn } from './own.ts'
import { findAuthorId } from './people.ts'
import { keepChanges } from './record.ts'
import type { Run } from './run.ts'
import { rememberDocuments, type ReadyDocument } from './store.ts'

/** A document that is ready to be stored, or what became of it when there is nothing to store. */
export type Prepared = { ready: ReadyDocument } | { line: ImportedLine }

/** Does everything for a document that needs no transaction. */
export async function prepareDocument(run: Run, document: SourceDocument): Promise<Prepared> {
  const { file, checksum, origin } = document
  const key = origin ? rememberedAs(origin.id) : memoryKey(run.source, file)
  const memory = run.recall(key, checksum) ?? (await recallOwn(run, document))
  if (memory?.isSame) return keepSame(run, document, { ...memory, key })
  const known = { file, key, checksum, postId: memory ? memory.postId : null }
  const settled = await settleOwn(run, document, known.postId)
  if ('line' in settled) return settled
  return renderDocument(run, settled.document, { ...known, ...settled.seen })
}

async function keepSame(
  run: Run,
  { file, checksum, post: { title }, origin }: SourceDocument,
  { key, postId, isMoved }: Memory & { key: string },
): Promise<Prepared> {
  if (isMoved) await rememberMoved(run, { key, checksum }, postId)
  if (origin) run.origins.set(origin.id, file)
  run.report.unchanged += 1
  return { line: { kind: 'unchanged', file, title, postId, details: { remarks: [] } } }
}

async function rememberMoved(
  { context, options }: Run,
  document: { key: string; checksum: string },
  postId: number,
): Promise<void> {
  const { dryRun, operationId } = options
  if (dryRun) return
  const { key: field, checksum: after } = document
  await context.db.write(async tx => {
    await rememberDocuments(tx, [{ ...document, postId }])
    if (operationId === undefined) return
    const entity = 'import'
    await keepChanges(tx, operationId, [{ entity, entityId: postId, field, before: null, after }])
  })
}

async function renderDocument(
  run: Run,
  document: SourceDocument,
  known: Pick<ReadyDocument, 'file' | 'key' | 'checksum' | 'postId' | 'version'>,
): Promise<Prepared> {
  const { file, remarks } = document
  const author = run.chooseAuthor(document.post.author)
  const authorId = await findAuthorId(run, author)
  const { addresses, made } = await takeInImages(run, document, authorId)
  const post = showStored(document.post, addresses)
  try {
    const text = await prepareText(run.context, post)
    remarks.push(...remarkOnAuthor(author, document))
    run.report.remarks.push(...remarks)
    return { ready: { ...known, post, text, authorId, images: made, remarks } }
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    const problem = remarkOn(file, null, error.message)
    run.report.problems.push(problem)
    return { line: skippedLine(problem, post.title) }
  }
}

/** What becomes of a document that stays out. */
export const skippedLine = (problem: ImportRemark, title = ''): ImportedLine => ({
  ...{ kind: 'skipped', file: problem.file, title, postId: null },
  details: { remarks: [problem] },
})

function remarkOnAuthor(
  author: Author,
  { file, post: { author: written } }: SourceDocument,
): ImportRemark[] {
  if (!('known' in author) || author.known) return []
  const text = mark('Nobody here is called “{author}”; the first admin is its author.')
  return [remarkOn(file, null, text, { author: written })]
}

// A cover that is not at hand and has no web address would lead nowhere.
function showStored(post: PlannedPost, addresses: ReadonlyMap<string, string>): PlannedPost {
  const places = listImagePlaces(post.body, destination => addresses.has(destination))
  const body = replaceImages(post.body, places, addresses)
  if (post.cover === undefined) return { ...post, body }
  const cover = addresses.get(post.cover) ?? post.cover
  return { ...post, body, cover: /^(?:\/media\/|https?:\/\/)/u.test(cover) ? cover : '' }
}

async function takeInImages(
  run: Run,
  { file, images, remarks }: SourceDocument,
  uploaderId: number,
): Promise<{ addresses: Map<string, string>; made: string[] }> {
  const addresses = new Map<string, string>()
  const made: string[] = []
  for (const image of images) {
    const stored = await run.enqueueImage(() => takeInImage(run, image, uploaderId))
    if (stored.ok) {
      addresses.set(image.destination, stored.url)
      if (stored.isNew || run.options.since) made.push(stored.url)
    } else {
      const text = mark('The image “{image}” cannot be read as one; the text keeps its address.')
      remarks.push(remarkOn(file, image.line, text, { image: image.destination }))
    }
  }
  return { addresses, made }
}

async function takeInImage(
  { context, options, given, report }: Run,
  { name, open }: SourceImage,
  uploaderId: number,
): Promise<StoredImage> {
  const bytes = await open()
  if (!bytes) return { ok: false }
  const digest = digestOf(bytes)
  const stored = options.dryRun
    ? await tryImage(context, bytes)
    : await storeImage(context, bytes, name, uploaderId)
  if (stored.ok && stored.isNew && !given.images.has(digest)) report.images += 1
  given.images.add(digest)
  return stored
}
