import { mark } from '../../i18n/translate.ts'
import { digestOf, storeImage, tryImage, type StoredImage } from '../../media/store.ts'
import { RenderError } from '../../render/render-error.ts'
import { prepareText } from '../../writing/prepare.ts'
import { listImagePlaces, replaceImages } from '../image-places.ts'
import { remarkOn, type ImportRemark } from '../report.ts'
import type { PlannedPost, SourceDocument, SourceImage } from '../source.ts'
import { memoryKey } from './memory.ts'
import type { Run } from './run.ts'
import { rememberDocument, type ReadyDocument } from './store.ts'

/** Does everything for a document that needs no transaction; null for what stays out, and for what is here already. */
export async function prepareDocument(
  run: Run,
  document: SourceDocument,
): Promise<ReadyDocument | null> {
  const { file, checksum } = document
  const key = memoryKey(run.source, file)
  const memory = run.recall(key, checksum)
  if (memory?.isSame) {
    if (memory.isMoved) await rememberMoved(run, { key, checksum }, memory.postId)
    run.report.unchanged += 1
    return null
  }
  return renderDocument(run, document, { file, key, checksum, postId: memory?.postId ?? null })
}

async function rememberMoved(
  { context, options }: Run,
  document: { key: string; checksum: string },
  postId: number,
): Promise<void> {
  if (!options.dryRun) await context.db.write(tx => rememberDocument(tx, document, postId))
}

async function renderDocument(
  run: Run,
  document: SourceDocument,
  known: Pick<ReadyDocument, 'file' | 'key' | 'checksum' | 'postId'>,
): Promise<ReadyDocument | null> {
  const author = chooseAuthorOf(run, document)
  const addresses = await takeInImages(run, document, author.id)
  const post = showStored(document.post, addresses)
  try {
    const text = await prepareText(run.context, post)
    run.report.remarks.push(...document.remarks, ...author.remarks)
    return { ...known, post, text, authorId: author.id }
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    run.report.problems.push(remarkOn(document.file, null, error.message))
    return null
  }
}

function chooseAuthorOf(
  { chooseAuthor }: Run,
  { file, post: { author } }: SourceDocument,
): { id: number; remarks: ImportRemark[] } {
  const { id, known } = chooseAuthor(author)
  const text = mark('Nobody here is called “{author}”; the first admin is its author.')
  return { id, remarks: known ? [] : [remarkOn(file, null, text, { author })] }
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
): Promise<Map<string, string>> {
  const addresses = new Map<string, string>()
  for (const image of images) {
    const stored = await run.enqueueImage(() => takeInImage(run, image, uploaderId))
    if (stored.ok) addresses.set(image.destination, stored.url)
    else {
      const text = mark('The image “{image}” cannot be read as one; the text keeps its address.')
      remarks.push(remarkOn(file, image.line, text, { image: image.destination }))
    }
  }
  return addresses
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
