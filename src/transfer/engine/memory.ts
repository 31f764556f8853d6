import type { Read } from '../../db/doors.ts'
import type { Source } from '../source.ts'

/** What is known of a document from earlier imports: its post, and whether it is as it was then. */
export type Memory = { postId: number; isSame: boolean; isMoved: boolean }

/** Looks up documents by their names, else (a folder was renamed or moved) by what they hold. */
export type Recall = (key: string, checksum: string) => Memory | null

/** By what a document is known when it comes again. */
export const memoryKey = ({ name }: Pick<Source, 'name'>, file: string): string => `${name}/${file}`

/** Reads what earlier imports have brought in, once for a whole import. */
export async function openMemory(read: Pick<Read, 'import'>, source: Source): Promise<Recall> {
  const rows = await read.import.findMany()
  const byKey = new Map(rows.map(row => [row.source, row]))
  const byChecksum = new Map(
    rows
      .filter(row => isElsewhere(source, row.source))
      .map(({ checksum, postId }) => [checksum, postId]),
  )
  return (key, checksum) => {
    const row = byKey.get(key)
    if (row) return { postId: row.postId, isSame: row.checksum === checksum, isMoved: false }
    const postId = byChecksum.get(checksum)
    return postId === undefined ? null : { postId, isSame: true, isMoved: true }
  }
}

function isElsewhere({ name, has }: Source, key: string): boolean {
  if (!has) return false
  return !key.startsWith(`${name}/`) || !has(key.slice(name.length + 1))
}
