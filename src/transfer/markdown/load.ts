import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { mark } from '../../i18n/translate.ts'
import { digestOf } from '../../media/store.ts'
import { MAX_BODY_BYTES, MAX_HEADER_BYTES } from '../../text/limits.ts'
import { listImagePlaces } from '../image-places.ts'
import { readOwnDocument } from '../own/document.ts'
import { remarkOn, type ImportRemark, type Say } from '../report.ts'
import type { PlannedPost, SourceImage, SourceItem } from '../source.ts'
import { planDocument, type PlanOptions } from './document.ts'
import type { Folder, FoundFile } from './folder.ts'
import { findImageFile } from './images.ts'
import { linkDocuments, type FindDocument } from './links.ts'

export type LoadOptions = PlanOptions & { maxImageBytes: number; findDocument: FindDocument }

type Image = { destination: string; line: number }
type LoadedImage = { image: SourceImage; digest: string }
type FoundImage = ({ ok: true } & LoadedImage) | { ok: false; remark: ImportRemark }

/** Reads a document and finds its images in the folder; writes nothing. */
export async function loadDocument(
  folder: Folder,
  file: FoundFile,
  options: LoadOptions,
): Promise<SourceItem> {
  const read = await readSource(file.path, options.now)
  if (typeof read === 'string') return { problem: remarkOn(file.source, null, read) }
  const own = readOwnDocument(file.source, read.bytes, options)
  if (own && 'problem' in own) return own
  if (own) {
    return { document: { ...own, file: file.source, images: [], checksum: sumUp(read.bytes, []) } }
  }
  const plan = planDocument({ ...file, ...read }, options)
  if (!plan.ok) return { problem: plan.problem }
  const { remarks } = plan
  const say: Say = (line, text, parameters) =>
    remarks.push(remarkOn(file.source, line, text, parameters))
  const addressOf = async (written: string) => {
    const target = options.findDocument(written, file)
    return target && readAddress(target, options)
  }
  const post = { ...plan.post, body: await linkDocuments(plan.post.body, addressOf, say) }
  const images: LoadedImage[] = []
  for (const image of listImages(post, read.bytes)) {
    const found = await findImage(folder, file, image, options)
    if (found.ok) images.push(found)
    else remarks.push(found.remark)
  }
  return {
    document: {
      ...{ file: file.source, post, remarks, images: images.map(({ image }) => image) },
      checksum: sumUp(read.bytes, images),
    },
  }
}

// The address that the document will have, unless another post has it already.
async function readAddress(file: FoundFile, options: LoadOptions): Promise<string | null> {
  const read = await readSource(file.path, options.now)
  const plan = typeof read === 'string' ? null : planDocument({ ...file, ...read }, options)
  return plan?.ok === true ? `/${plan.post.kind}s/${plan.post.slug}` : null
}

async function readSource(
  path: string,
  now: Date,
): Promise<{ bytes: Buffer; modifiedAt: Date } | string> {
  try {
    const { size, mtime } = await stat(path)
    if (size > MAX_BODY_BYTES + MAX_HEADER_BYTES) return mark('The text is longer than 1 MiB.')
    // A file from tomorrow would be scheduled by accident.
    return { bytes: await readFile(path), modifiedAt: mtime < now ? mtime : now }
  } catch {
    return mark('The file cannot be read.')
  }
}

function listImages({ body, cover = '' }: PlannedPost, bytes: Buffer): Image[] {
  const destinations = new Set(listImagePlaces(body).map(place => place.destination))
  if (cover !== '' && !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/iu.test(cover)) destinations.add(cover)
  return [...destinations].map(destination => ({ destination, line: lineOf(bytes, destination) }))
}

function lineOf(bytes: Buffer, text: string): number {
  const before = bytes.subarray(0, Math.max(0, bytes.indexOf(text)))
  return before.toString('latin1').split('\n').length
}

async function findImage(
  folder: Folder,
  file: FoundFile,
  { destination, line }: Image,
  { maxImageBytes }: LoadOptions,
): Promise<FoundImage> {
  const path = await findImageFile(folder.root, file, destination)
  if (path === null) {
    const text = mark('The image “{image}” is not in the folder; the text keeps its address.')
    return { ok: false, remark: remarkOn(file.source, line, text, { image: destination }) }
  }
  if ((await stat(path)).size > maxImageBytes) {
    const text = mark('The image “{image}” is too large; the text keeps its address.')
    return { ok: false, remark: remarkOn(file.source, line, text, { image: destination }) }
  }
  const digest = digestOf(await readFile(path))
  const open = () => readFile(path).catch(() => null)
  return { ok: true, digest, image: { destination, line, name: basename(path), open } }
}

function sumUp(bytes: Buffer, images: readonly LoadedImage[]): string {
  const hash = createHash('sha256').update(bytes)
  for (const { image, digest } of images) hash.update(`\0${image.destination}\0${digest}`)
  return hash.digest('hex')
}
