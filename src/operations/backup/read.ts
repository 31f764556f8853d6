import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { open as openZip, type Entry, type ZipFile } from 'yauzl'
import { MANIFEST, Manifest } from './manifest.ts'

const MAX_MANIFEST_BYTES = 64 * 1024 * 1024

/** A file that is no backup of ours, or not a whole one; says why in one sentence. */
export class BackupFault extends Error {}

/** A backup that was opened: what it says of itself, and its entries as streams. */
export type OpenBackup = {
  manifest: Manifest
  entries: ReadonlySet<string>
  open: (entry: string) => Promise<Readable>
  close: () => void
}

/** Opens a backup by its path; throws BackupFault when it is none. */
export async function openBackup(path: string): Promise<OpenBackup> {
  const zip = await openFile(path)
  try {
    const entries = await listEntries(zip)
    const open = async (name: string) => openEntry(zip, entries.get(name), name)
    const manifest = await readManifest(entries, open)
    return { manifest, entries: new Set(entries.keys()), open, close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

function openFile(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (!error) resolve(zip)
      else reject(new BackupFault(explainUnopened(path, error)))
    })
  })
}

function explainUnopened(path: string, error: Error): string {
  const code = 'code' in error ? error.code : ''
  if (code === 'ENOENT') return `There is no file ${path}.`
  if (code === 'EISDIR') return `${path} is a folder. Name the file of the backup in it.`
  return `${path} is no whole backup: ${error.message}.`
}

function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>()
    zip.on('error', (error: Error) =>
      reject(new BackupFault(`The backup is damaged: ${error.message}.`)),
    )
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
}

function openEntry(zip: ZipFile, entry: Entry | undefined, name: string): Promise<Readable> {
  if (!entry) return Promise.reject(new BackupFault(`The backup lacks ${name}.`))
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(new BackupFault(`${name} cannot be read: ${error.message}.`))
      else resolve(stream)
    })
  })
}

async function readManifest(
  entries: Map<string, Entry>,
  open: (entry: string) => Promise<Readable>,
): Promise<Manifest> {
  const entry = entries.get(MANIFEST)
  if (!entry || entry.uncompressedSize > MAX_MANIFEST_BYTES) {
    throw new BackupFault('This is no backup of Blext: it has no list of what it holds.')
  }
  const text = (await buffer(await open(MANIFEST))).toString('utf8')
  const parsed = Manifest.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new BackupFault('This backup was made by another version of Blext, or is damaged.')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
