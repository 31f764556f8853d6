import type { Context } from '../../context.ts'
import { mark } from '../../i18n/translate.ts'
import { readSettings } from '../../settings/service.ts'
import { describeSite, readSiteContent } from '../own/site-file.ts'
import type { OpenedSource, SourceItem } from '../source.ts'
import { listFolder, type Folder } from './folder.ts'
import { indexDocuments } from './links.ts'
import { loadDocument, type LoadOptions } from './load.ts'

/** Opens a folder of Markdown documents, or one of them, to be imported. */
export async function openMarkdown(
  { config, db, now }: Pick<Context, 'config' | 'db' | 'now'>,
  path: string,
): Promise<OpenedSource> {
  const folder = await listFolder(path)
  if (!folder) return { ok: false, text: mark('There is nothing at {path}.'), parameters: { path } }
  const content = await readSiteContent(folder.root)
  const { timeZone } = await readSettings(db.read)
  const options = {
    timeZone,
    now: now(),
    maxImageBytes: config.maxUploadBytes,
    findDocument: indexDocuments(folder.files),
  }
  const files = new Set(folder.files.map(({ source }) => source))
  return {
    ok: true,
    source: {
      ...{ name: folder.name, people: [], terms: [], forwards: [] },
      ...(content && { ...describeSite(content), site: { content, folder: folder.root } }),
      total: folder.files.length + folder.problems.length,
      documents: () => readDocuments(folder, options),
      has: file => files.has(file),
    },
  }
}

async function* readDocuments(folder: Folder, options: LoadOptions): AsyncGenerator<SourceItem> {
  for (const problem of folder.problems) yield { problem }
  for (const remark of folder.remarks) yield { remark }
  for (const file of folder.files) yield await loadDocument(folder, file, options)
}
