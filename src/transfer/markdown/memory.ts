import type { Read } from '../../db/doors.ts'
import type { Folder } from './folder.ts'

/** What is known of a document from earlier imports: its post, and whether it is as it was then. */
export type Memory = { postId: number; isSame: boolean; isMoved: boolean }

/** Looks up documents by where they are, else (a folder was renamed or moved) by what they hold. */
export type Recall = (source: string, checksum: string) => Memory | null

/** By what a document is known when it comes again. */
export const sourceKey = ({ name }: Folder, source: string): string => `${name}/${source}`

/** Reads what earlier imports have brought in, once for a whole import. */
export async function openMemory(read: Pick<Read, 'import'>, folder: Folder): Promise<Recall> {
  const rows = await read.import.findMany()
  const here = new Set(folder.files.map(({ source }) => sourceKey(folder, source)))
  const bySource = new Map(rows.map(row => [row.source, row]))
  const elsewhere = rows.filter(row => !here.has(row.source))
  const byChecksum = new Map(elsewhere.map(row => [row.checksum, row.postId]))
  return (source, checksum) => {
    const row = bySource.get(source)
    if (row) return { postId: row.postId, isSame: row.checksum === checksum, isMoved: false }
    const postId = byChecksum.get(checksum)
    return postId === undefined ? null : { postId, isSame: true, isMoved: true }
  }
}
