import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../context.ts'

/** The version of this program. */
export function programVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}
