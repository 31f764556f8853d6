import { basename, extname } from 'node:path'
import { MAX_NAME_CHARS } from '../text/limits.ts'
import { cleanName } from '../text/name.ts'

// Some systems would take these for a device or for more than a name.
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i
const UNSAFE = /[<>:"|?*]/g

/** The name that people know a file by: without a path, without what cannot be seen, with the ending of what it is. */
export function cleanFileName(name: string, extension: string): string {
  const last = cleanName(basename(name.replaceAll('\\', '/'))).replace(UNSAFE, '-')
  const stem = last.slice(0, last.length - extname(last).length).replace(/^\.+/, '') || 'image'
  const safe = RESERVED.test(stem) ? `_${stem}` : stem
  return `${Array.from(safe).slice(0, MAX_NAME_CHARS).join('')}.${extension}`
}
