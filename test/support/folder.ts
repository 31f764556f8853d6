import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Folder = { path: string; remove: () => void }

/** Makes a folder for the life of this process: it is removed at the latest when the process ends. */
export function makeFolder(name: string): Folder {
  const path = mkdtempSync(join(tmpdir(), `blext-${name}-`))
  const remove = () => rmSync(path, { recursive: true, force: true })
  process.once('exit', remove)
  return {
    path,
    remove: () => {
      process.off('exit', remove)
      remove()
    },
  }
}
