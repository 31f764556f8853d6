import { join } from 'node:path'
import type { Request } from 'express'
import { isHttpError } from 'http-errors'
import type { Context } from '../context.ts'
import type { Media } from '../db/generated/sqlite/client.ts'
import { createQueue } from '../db/queue.ts'
import { receiveFiles } from '../http/upload.ts'
import { mark } from '../i18n/translate.ts'
import { makeCopiesLater } from '../media/copies.ts'
import { storeFile } from '../media/store.ts'
import type { Storage } from '../storage/storage.ts'

/** A file as it came: stored, or refused in a sentence. */
export type Uploaded =
  { ok: true; name: string; media: Media; isNew: boolean } | ({ ok: false; name: string } & Refusal)

export type Refusal = { status: number; reason: string }

type Place = Pick<Context, 'background' | 'config' | 'db' | 'now' | 'storage'>

/** Where uploads are while they come in. */
export const uploadFolder = (dataDir: string): string => join(dataDir, 'uploads')

// Drawing an image anew takes a few hundred megabytes at worst: one at a time, whichever way they come.
const turns = new WeakMap<Storage, ReturnType<typeof createQueue>>()

/** Where whoever draws an image waits for their turn. */
export function turnsOf(storage: Storage): ReturnType<typeof createQueue> {
  const inTurn = turns.get(storage) ?? createQueue()
  turns.set(storage, inTurn)
  return inTurn
}

/**
 * Receives the files of a request and stores each, in its turn. What cannot be received at all is one
 * refusal of the whole.
 */
export async function receiveMedia(
  context: Place,
  req: Request,
  uploaderId: number,
): Promise<Uploaded[] | Refusal> {
  const { dataDir, maxUploadBytes } = context.config
  const place = { folder: uploadFolder(dataDir), maxBytes: maxUploadBytes }
  const inTurn = turnsOf(context.storage)
  try {
    return await receiveFiles(req, place, async ({ files }) => {
      const uploaded: Uploaded[] = []
      for (const file of files) {
        const stored = await inTurn(() => storeFile(context, { ...file, uploaderId }))
        if (stored.ok) makeCopiesLater(context, stored.media)
        uploaded.push({ name: file.name, ...stored })
      }
      return uploaded.length > 0 ? uploaded : { status: 422, reason: mark('Choose a file first.') }
    })
  } catch (error) {
    return refusalOf(error)
  }
}

/** What is said when a request with a file could not be received; anything else is thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (!isHttpError(error)) throw error
  return { status: error.status, reason: REASONS[error.status] ?? UNREADABLE }
}

const UNREADABLE = mark('The upload broke off, or could not be read. Please try again.')

const REASONS: Readonly<Record<number, string>> = {
  413: mark('This file is too large.'),
  415: mark('Files are sent by a form with the field “file”.'),
}
