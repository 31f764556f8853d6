import { basename } from 'node:path'
import type { Storage } from '../../storage/storage.ts'
import type { Target } from './target.ts'

/** Writes uploads into an export, at the addresses that texts name; gives how many there were. */
export async function addMedia(
  storage: Storage,
  target: Target,
  media: readonly { path: string }[],
): Promise<number> {
  let count = 0
  for (const { path } of media) {
    const stream = await storage.open(basename(path))
    if (!stream) continue
    await target.add(path.slice(1), stream)
    count += 1
  }
  return count
}
