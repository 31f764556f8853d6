import { statfs } from 'node:fs/promises'
import { formatSize } from '../../text/sizes.ts'
import type { Look, State } from './check.ts'

const GIBIBYTE = 1024 ** 3

/** How much room there is where a folder lies, in bytes. */
export async function readDisk(folder: string): Promise<{ freeBytes: number; totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** Whether there is room for what comes. */
export const lookAtDisk: Look = async ({ config }, { t, language }) => {
  const { freeBytes, totalBytes } = await readDisk(config.dataDir)
  const state = stateOfRoom(freeBytes)
  return {
    name: t('Disk'),
    state,
    text:
      state === 'good'
        ? t('There is room.')
        : t('There is little room left: remove what is not needed, or give it a larger disk.'),
    facts: [
      { label: t('Room left'), value: formatSize(freeBytes, language) },
      { label: t('Whole disk'), value: formatSize(totalBytes, language) },
      { label: t('Folder'), value: config.dataDir },
    ],
  }
}

function stateOfRoom(freeBytes: number): State {
  if (freeBytes < GIBIBYTE / 10) return 'bad'
  return freeBytes < GIBIBYTE ? 'notice' : 'good'
}
