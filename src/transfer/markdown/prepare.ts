import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { mark } from '../../i18n/translate.ts'
import { storeImage, tryImage, type StoredImage } from '../../media/store.ts'
import { RenderError } from '../../render/render-error.ts'
import { prepareText } from '../../writing/prepare.ts'
import type { ImportRemark } from '../report.ts'
import type { FoundFile } from './folder.ts'
import { listImagePlaces, replaceImages } from './images.ts'
import { loadDocument, remarkOn, type LoadedDocument, type LoadedImage } from './load.ts'
import { sourceKey } from './memory.ts'
import type { Run } from './run.ts'
import { rememberDocument, type ReadyDocument } from './store.ts'

/** Does everything for a document that needs no transaction; null for what stays out, and for what is here already. */
export async function prepareDocument(run: Run, file: FoundFile): Promise<ReadyDocument | null> {
  const { report } = run
  const loaded = await loadDocument(run.folder, file, run.load)
  if (!loaded.ok) {
    report.problems.push(loaded.problem)
    return null
  }
  const source = sourceKey(run.folder, file.source)
  const memory = run.recall(source, loaded.checksum)
  if (memory?.isSame) {
    if (memory.isMoved) await rememberMoved(run, { source, ...loaded }, memory.postId)
    report.unchanged += 1
    return null
  }
  const ready = { file, source, checksum: loaded.checksum, postId: memory?.postId ?? null }
  return renderDocument(run, loaded, ready)
}

async function rememberMoved(
  { context, options }: Run,
  document: { source: string; checksum: string },
  postId: number,
): Promise<void> {
  if (!options.dryRun) await context.db.write(tx => rememberDocument(tx, document, postId))
}

async function renderDocument(
  run: Run,
  loaded: LoadedDocument,
  known: Pick<ReadyDocument, 'file' | 'source' | 'checksum' | 'postId'>,
): Promise<ReadyDocument | null> {
  const author = chooseAuthorOf(run, loaded)
  const post = { ...loaded.post, body: await takeInImages(run, loaded, author.id) }
  try {
    const text = await prepareText(run.context, post)
    run.report.remarks.push(...loaded.remarks, ...author.remarks)
    return { ...known, post, text, authorId: author.id }
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    run.report.problems.push(remarkOn(loaded.file, null, error.message))
    return null
  }
}

function chooseAuthorOf(
  { chooseAuthor }: Run,
  { file, post: { author } }: LoadedDocument,
): { id: number; remarks: ImportRemark[] } {
  const { id, known } = chooseAuthor(author)
  const text = mark('Nobody here is called “{author}”; the first admin is its author.')
  return { id, remarks: known ? [] : [remarkOn(file, null, text, { author })] }
}

// Gives the body with the addresses of the stored images.
async function takeInImages(run: Run, loaded: LoadedDocument, uploaderId: number): Promise<string> {
  const addresses = new Map<string, string>()
  for (const image of loaded.images) {
    const stored = await run.enqueueImage(() => takeInImage(run, image, uploaderId))
    if (stored.ok) addresses.set(image.destination, stored.url)
    else {
      const text = mark('The image “{image}” cannot be read as one; the text keeps its address.')
      loaded.remarks.push(remarkOn(loaded.file, image.line, text, { image: image.destination }))
    }
  }
  const { body } = loaded.post
  return replaceImages(body, listImagePlaces(body), addresses)
}

async function takeInImage(
  { context, options, given, report }: Run,
  { path, digest }: LoadedImage,
  uploaderId: number,
): Promise<StoredImage> {
  const bytes = await readFile(path)
  const stored = options.dryRun
    ? await tryImage(context, bytes)
    : await storeImage(context, bytes, basename(path), uploaderId)
  if (stored.ok && stored.isNew && !given.images.has(digest)) report.images += 1
  given.images.add(digest)
  return stored
}
