import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { mark } from '../../i18n/translate.ts'
import { digestOf } from '../../media/store.ts'
import { MAX_BODY_BYTES, MAX_HEADER_BYTES } from '../../text/limits.ts'
import type { ImportRemark } from '../report.ts'
import { planDocument, type PlanOptions } from './document.ts'
import type { PlannedPost } from './planned-post.ts'
import type { Folder, FoundFile } from './folder.ts'
import { findImageFile, listImagePlaces } from './images.ts'

/** An image of a document: as it is written there, and the line where it is first shown; its file and what it holds. */
export type LoadedImage = { destination: string; line: number; path: string; digest: string }

export type LoadedDocument = {
  ok: true
  file: FoundFile
  post: PlannedPost
  images: LoadedImage[]
  remarks: ImportRemark[]
  /** Changes when the document or one of its images does. */
  checksum: string
}

export type LoadOptions = PlanOptions & { maxImageBytes: number }

type Image = { destination: string; line: number }
type FoundImage = { ok: true; image: LoadedImage } | { ok: false; remark: ImportRemark }

/** Reads a document and its images from the folder; writes nothing. */
export async function loadDocument(
  folder: Folder,
  file: FoundFile,
  options: LoadOptions,
): Promise<LoadedDocument | { ok: false; problem: ImportRemark }> {
  const read = await readSource(file.path, options.now)
  if (typeof read === 'string') return { ok: false, problem: remarkOn(file, null, read) }
  const plan = planDocument({ ...file, ...read }, options)
  if (!plan.ok) return plan
  const { post, remarks } = plan
  const images: LoadedImage[] = []
  for (const image of listImages(post.body, read.bytes)) {
    const found = await findImage(folder, file, image, options)
    if (found.ok) images.push(found.image)
    else remarks.push(found.remark)
  }
  return { ok: true, file, post, images, remarks, checksum: sumUp(read.bytes, images) }
}

/** A remark on a file that was found. */
export function remarkOn(
  { source }: FoundFile,
  line: number | null,
  text: string,
  parameters: ImportRemark['parameters'] = {},
): ImportRemark {
  return { file: source, line, text, parameters }
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

function listImages(body: string, bytes: Buffer): Image[] {
  const destinations = new Set(listImagePlaces(body).map(place => place.destination))
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
    return { ok: false, remark: remarkOn(file, line, text, { image: destination }) }
  }
  if ((await stat(path)).size > maxImageBytes) {
    const text = mark('The image “{image}” is too large; the text keeps its address.')
    return { ok: false, remark: remarkOn(file, line, text, { image: destination }) }
  }
  const digest = digestOf(await readFile(path))
  return { ok: true, image: { destination, line, path, digest } }
}

function sumUp(bytes: Buffer, images: readonly LoadedImage[]): string {
  const hash = createHash('sha256').update(bytes)
  for (const image of images) hash.update(`\0${image.destination}\0${image.digest}`)
  return hash.digest('hex')
}
