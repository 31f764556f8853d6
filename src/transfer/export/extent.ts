import { sql, type Read } from '../../db/doors.ts'

/** How much there is to export. */
export type ExportSize = {
  posts: number
  drafts: number
  trash: number
  media: number
  bytes: number
}

/** Counts posts and uploads; `bytes` are those of the uploads. */
export async function measureExport(read: Read): Promise<ExportSize> {
  const [posts] = await read.query<
    Record<'posts' | 'drafts' | 'trash', bigint | number | null>
  >(sql`
    SELECT COUNT(CASE WHEN deleted_at IS NULL THEN 1 END) AS posts,
      COUNT(CASE WHEN deleted_at IS NULL AND status = 'draft' THEN 1 END) AS drafts,
      COUNT(deleted_at) AS trash FROM posts`)
  const uploads = await read.media.aggregate({
    where: { deletedAt: null },
    _count: true,
    _sum: { bytes: true },
  })
  return {
    ...{ posts: Number(posts?.posts), drafts: Number(posts?.drafts), trash: Number(posts?.trash) },
    ...{ media: uploads._count, bytes: uploads._sum.bytes ?? 0 },
  }
}
