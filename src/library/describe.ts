import { extname } from 'node:path'
import type { Tx } from '../db/doors.ts'
import type { Media } from '../db/generated/sqlite/client.ts'
import { cleanFileName } from '../media/name.ts'

/** Says of a file what it shows and what it is called; its ending stays that of what it is. */
export function describeMedia(
  tx: Tx,
  media: Pick<Media, 'id' | 'path'>,
  { alt, name }: { alt?: string | undefined; name?: string | undefined },
): Promise<Media> {
  const extension = extname(media.path).slice(1)
  return tx.media.update({
    where: { id: media.id },
    data: {
      ...(alt === undefined ? {} : { alt }),
      ...(name === undefined
        ? {}
        : { name: cleanFileName(withEnding(name, extension), extension) }),
    },
  })
}

// `v1.2` is a whole name: what stands behind its dot is no ending.
const withEnding = (name: string, extension: string): string =>
  name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`
