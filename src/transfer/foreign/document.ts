import { createHash } from 'node:crypto'
import type { Note } from '../html/notes.ts'
import { listImagePlaces } from '../image-places.ts'
import { remarkOn, type ImportRemark, type Say } from '../report.ts'
import type { SourceItem } from '../source.ts'
import { planForeign, type ForeignPost } from './plan.ts'
import { findImages, remarkOnFiles, type Uploads } from './uploads.ts'

/** What all documents of one export share. */
export type Shelf = { now: Date; fileDate: Date; uploads: Uploads }

export type ForeignDocument = {
  file: string
  line: number | null
  post: ForeignPost
  /** What converting its text had to say. */
  notes: readonly Note[]
}

/** Makes a document for the engine of a post of another program, with the images that are at hand. */
export async function shelveDocument(
  { file, line, post, notes }: ForeignDocument,
  { uploads, ...dates }: Shelf,
): Promise<SourceItem> {
  const remarks: ImportRemark[] = []
  const say: Say = (at, text, parameters) => {
    remarks.push(remarkOn(file, at ?? line, text, parameters))
  }
  for (const { text, parameters } of notes) say(null, text, parameters)
  const planned = planForeign(post, { ...dates, say })
  if (typeof planned === 'string') return { problem: remarkOn(file, line, planned) }
  const shown = listImagePlaces(planned.body, () => true).map(({ destination }) => destination)
  const { images, digests } = await findImages([...shown, ...coverOf(post)], uploads, say)
  remarkOnFiles(planned.body, uploads, say)
  const checksum = createHash('sha256')
    .update(JSON.stringify([planned, digests]))
    .digest('hex')
  return { document: { file, post: planned, images, checksum, remarks } }
}

const coverOf = ({ cover }: ForeignPost): string[] =>
  cover === undefined || cover === '' ? [] : [cover]
