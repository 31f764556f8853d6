import {
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Dialect } from '../../src/db/doors.ts'

let made = 0

/** Another release of the program, with one migration more; gives its main file. */
export function makeRelease(statements: Record<Dialect, string>): string {
  const folder = makePlace()
  linkFolder(resolve('dist'), join(folder, 'dist'))
  for (const name of ['node_modules', 'views', 'public', 'package.json', 'src']) {
    symlinkSync(resolve(name), join(folder, name))
  }
  cpSync('prisma', join(folder, 'prisma'), { recursive: true })
  for (const [dialect, text] of Object.entries(statements)) {
    const next = join(folder, 'prisma', 'migrations', dialect, '20990101000000_next')
    mkdirSync(next)
    writeFileSync(join(next, 'migration.sql'), text)
  }
  return join(folder, 'dist', 'main.js')
}

/** The first migrations of the program, as an earlier release had them. */
export function takeFirstMigrations(dialect: Dialect, count: number): string {
  const folder = makePlace()
  cpSync('prisma', join(folder, 'prisma'), { recursive: true })
  const directory = join(folder, 'prisma', 'migrations')
  for (const name of listMigrationFolders(dialect).slice(count)) {
    rmSync(join(directory, dialect, name), { recursive: true })
  }
  return directory
}

export const listMigrationFolders = (dialect: Dialect): string[] =>
  readdirSync(join('prisma', 'migrations', dialect)).sort()

// Beside the program, since files are linked within one file system only.
function makePlace(): string {
  made += 1
  const folder = resolve('node_modules', '.cache', 'blext-tests', `release-${process.pid}-${made}`)
  mkdirSync(folder, { recursive: true })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkFolder(source, target)
    else linkSync(source, target)
  }
}
