import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The paths of all files below a folder of the project that end so, with `/`; what is generated is left out. */
export function listFiles(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(path => join(folder, path).replaceAll('\\', '/'))
    .filter(path => path.endsWith(ending) && !path.includes('/generated/'))
    .sort()
}

/** The text of a file of the project. */
export const readText = (path: string): string => readFileSync(path, 'utf8')
