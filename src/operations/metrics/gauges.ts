import type { Context } from '../../context.ts'
import type { Metrics } from '../../metrics/metrics.ts'
import { readOutcome } from '../backup/outcome.ts'
import { readDisk } from '../health/disk.ts'

/** What is asked of a blog from outside: how large it is, and whether it stands well. */
export function addSiteGauges({ config, db }: Context, metrics: Metrics): void {
  const post = (where: object) => () => db.read.post.count({ where: { deletedAt: null, ...where } })
  const gauges: Record<string, [string, () => Promise<number | null>]> = {
    blext_published_posts: [
      'Posts and pages that are published or scheduled.',
      post({ status: 'published' }),
    ],
    blext_draft_posts: ['Posts and pages that are drafts.', post({ status: 'draft' })],
    blext_content_version: ['Moves with every change that readers can see.', db.contentVersion],
    blext_last_backup_timestamp_seconds: [
      'When the last backup was made.',
      async () => {
        const last = await readOutcome(config.dataDir)
        return last && Date.parse(last.at) / 1000
      },
    ],
    blext_last_backup_restorable: [
      '1 when the last backup was proved to be restorable, else 0.',
      async () => {
        const last = await readOutcome(config.dataDir)
        return last && Number(last.problems.length === 0)
      },
    ],
    blext_disk_free_bytes: [
      'What is free where DATA_DIR is.',
      async () => (await readDisk(config.dataDir)).freeBytes,
    ],
  }
  for (const [name, [help, read]] of Object.entries(gauges)) {
    // A number that cannot be had must not hide the others.
    metrics.addGauge({ name, help, read: () => orNull(read) })
  }
}

async function orNull(read: () => Promise<number | null>): Promise<number | null> {
  try {
    return await read()
  } catch {
    return null
  }
}
