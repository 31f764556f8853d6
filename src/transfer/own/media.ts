import { basename, extname, join } from 'node:path'
import type { Context } from '../../context.ts'
import { stat } from 'node:fs/promises'
import { cleanKept } from '../../media/kept.ts'
import { cleanFileName } from '../../media/name.ts'
import type { SiteContent } from './site-file.ts'

const NAME = /^\/media\/([0-9a-f]{32})\.([a-z0-9]{1,10})$/u

type Place = Pick<Context, 'config' | 'db' | 'now' | 'storage'>

/** An upload of an export that is not here: where its file is, and what the export says of it. */
export type MissingUpload = { path: string; file: string; entry: SiteContent['media'][number] }

/** The uploads of an export that this blog lacks and whose files are at hand. */
export async function listMissingUploads(
  { db }: Pick<Context, 'db'>,
  folder: string,
  media: SiteContent['media'],
): Promise<MissingUpload[]> {
  const rows = await db.read.media.findMany({ where: { deletedAt: null }, select: { path: true } })
  const known = new Set(rows.map(({ path }) => path))
  const missing: MissingUpload[] = []
  for (const entry of media) {
    if (!NAME.test(entry.path) || known.has(entry.path)) continue
    const file = join(folder, 'media', basename(entry.path))
    if ((await stat(file).catch(() => null))?.isFile())
      missing.push({ path: entry.path, file, entry })
  }
  return missing
}

/** Stores an upload of an export under the address that texts name, made harmless like any other; false when it cannot be. */
export async function takeInUpload(
  { config, db, now, storage }: Place,
  { path, file, entry }: MissingUpload,
): Promise<boolean> {
  const extension = extname(path).slice(1)
  if ((await stat(file)).size > config.maxUploadBytes) return false
  const kept = await cleanKept(file, extension, config.uploadTypes)
  if (!kept) return false
  const { type, width, height, bytes } = kept
  await storage.put(basename(path), bytes ?? file, type)
  const size = bytes ? bytes.length : (await stat(file)).size
  const data = { type, width, height, bytes: size, alt: entry.alt, deletedAt: null }
  const create = { ...data, ...nameUpload(entry, extension), createdAt: now() }
  await db.write(tx => tx.media.upsert({ where: { path }, create, update: data }))
  return true
}

function nameUpload({ path, hash, name }: SiteContent['media'][number], extension: string) {
  const file = basename(path)
  return {
    path,
    hash: /^[0-9a-f]{64}$/u.test(hash) ? hash : basename(path, `.${extension}`),
    name: cleanFileName(name === '' ? file : name, extension),
  }
}
