import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { Storage } from '../../storage/storage.ts'
import { formatSize } from '../../text/sizes.ts'
import type { Look } from './check.ts'

/** Whether uploads can be kept and read again. */
export const lookAtUploads: Look = async ({ config, db, storage }, { t, language }) => {
  await tryStorage(storage)
  const { _count, _sum } = await db.read.media.aggregate({ _count: true, _sum: { bytes: true } })
  return {
    name: t('Uploads'),
    state: 'good',
    text:
      config.s3Url === ''
        ? t('A file can be kept and read in the folder of the uploads.')
        : t('A file can be kept and read in the S3-compatible store.'),
    facts: [
      { label: t('Files'), value: _count.toLocaleString(language) },
      { label: t('Size'), value: formatSize(_sum.bytes ?? 0, language) },
    ],
    link: { url: '/admin/media', label: t('Media') },
  }
}

async function tryStorage(storage: Storage): Promise<void> {
  const name = `probe-${randomUUID()}`
  const bytes = Buffer.from(name)
  try {
    await storage.put(name, bytes, 'text/plain')
    const stream = await storage.open(name)
    if (!stream || !bytes.equals(await buffer(stream))) {
      throw new Error('A file that was just kept is not there.')
    }
  } finally {
    await storage.remove(name)
  }
}
