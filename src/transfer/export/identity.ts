import { randomBytes } from 'node:crypto'
import type { Database, Read } from '../../db/doors.ts'

const SITE_ID = 'siteId'
const REMEMBERED = 'blext:'

/** The number by which this blog is known from all others; made when it is first asked for. */
export async function ensureSiteId(db: Pick<Database, 'read' | 'record'>): Promise<string> {
  const known = await findSiteId(db.read)
  if (known !== null) return known
  const value = randomBytes(6).toString('hex')
  return db.record(async tx => {
    const row = await tx.setting.upsert({
      where: { name: SITE_ID },
      create: { name: SITE_ID, value },
      update: {},
    })
    return row.value
  })
}

/** The number of this blog; null while nobody asked for it, so that no document can carry it. */
export async function findSiteId(read: Pick<Read, 'setting'>): Promise<string | null> {
  return (await read.setting.findUnique({ where: { name: SITE_ID } }))?.value ?? null
}

/** By what the memory of imports knows a document that an export wrote. */
export const rememberedAs = (id: string): string => `${REMEMBERED}${id}`

/** The ids that posts brought with them when they were imported: those they keep, wherever they are. */
export async function listForeignIds(
  read: Pick<Read, 'import'>,
  postIds: number[],
): Promise<Map<number, string>> {
  const rows = await read.import.findMany({
    where: { postId: { in: postIds }, source: { startsWith: REMEMBERED } },
    orderBy: { source: 'desc' },
    select: { postId: true, source: true },
  })
  return new Map(rows.map(({ postId, source }) => [postId, source.slice(REMEMBERED.length)]))
}
