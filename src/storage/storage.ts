import type { Readable } from 'node:stream'
import type { Config } from '../config.ts'
import { readS3Url } from '../text/s3-url.ts'
import { openFolder } from './folder.ts'

/** The bytes of a file that are wanted, both ends included. */
export type ByteRange = { start: number; end: number }

/** Where uploaded files are kept: under plain names, whole or not at all. */
export type Storage = {
  /** Keeps a file under a name, over what stood there; `source` is its bytes or the path of a file here. */
  put: (name: string, source: Buffer | string, type: string) => Promise<void>
  /** A file, or a part of it, as a stream; null when there is none. Whoever opens one reads it to its end or destroys it. */
  open: (name: string, range?: ByteRange) => Promise<Readable | null>
  /** How many bytes a file has; null when there is none. */
  size: (name: string) => Promise<number | null>
  /** Removes a file, if it is there. */
  remove: (name: string) => Promise<void>
  /** The names of all files. */
  list: () => Promise<string[]>
  close: () => void
}

/** Opens the folder of the uploads, or the S3-compatible store when one is configured. */
export async function openStorage({
  s3Url,
  dataDir,
}: Pick<Config, 's3Url' | 'dataDir'>): Promise<Storage> {
  const place = s3Url === '' ? null : readS3Url(s3Url)
  if (!place) return openFolder(dataDir)
  // The client is large: who keeps files in a folder does not load it.
  const { openBucket } = await import('./bucket.ts')
  return openBucket(place)
}
