import type { Request } from 'express'
import { isHttpError } from 'http-errors'
import type { Context } from '../../context.ts'
import { readForm } from '../../http/form.ts'
import { receiveFiles, type Received } from '../../http/upload.ts'
import { mark } from '../../i18n/translate.ts'
import type { Refused } from '../report.ts'
import { keepUpload, importsFolder, removeOldUploads, zipLimits } from './files.ts'
import { ImportForm } from './form.ts'
import { addRun, findRunAtWork } from './runs.ts'

/** What was handed over is a run now, or is refused with a status. */
export type ReceivedImport = { ok: true; id: number } | ({ status: number } & Refused)

/** Receives a file to import; it is written to the disk as it comes, and kept only when it is in order. */
export async function receiveImport(
  context: Context,
  req: Request,
  personId: number,
): Promise<ReceivedImport> {
  const { dataDir, maxImportBytes } = context.config
  const place = { folder: importsFolder(dataDir), maxBytes: maxImportBytes }
  try {
    return await receiveFiles(req, place, received => keepReceived(context, received, personId))
  } catch (error) {
    if (!isHttpError(error) || error.status !== 413) throw error
    const text = mark('The file is larger than {max} MB.')
    return refuse(413, text, { max: String(Math.floor(maxImportBytes / 1024 / 1024)) })
  }
}

async function keepReceived(
  { config, db, now }: Context,
  { files, fields }: Received,
  personId: number,
): Promise<ReceivedImport> {
  const [file] = files
  if (!file || file.bytes === 0) return refuse(422, mark('Choose a file first.'))
  const form = readForm(ImportForm, fields)
  if (!form.ok) return refuse(422, Object.values(form.errors)[0] ?? '')
  if (await findRunAtWork(db.read, now())) return refuse(422, AT_WORK)
  await removeOldUploads(config.dataDir, now())
  const limits = zipLimits(config.maxImportBytes)
  const kept = await keepUpload(file, { dataDir: config.dataDir, limits })
  if (!kept.ok) return { status: 422, ...kept }
  const run = { ...form.values, name: file.name, path: kept.path, personId }
  const { id } = await db.write(tx => addRun(tx, run, now(), 'planning'))
  return { ok: true, id }
}

export const AT_WORK = mark('Another import is at work; wait for its end or stop it.')

const refuse = (
  status: number,
  text: string,
  parameters: Record<string, string> = {},
): ReceivedImport => ({ ok: false, status, text, parameters })
