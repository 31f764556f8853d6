import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Copies the program's migrations into a folder and adds one with the given SQL; gives their directory. */
export function addMigration(folder: string, statements: string): string {
  const directory = join(folder, 'prisma', 'migrations')
  cpSync('prisma', join(folder, 'prisma'), { recursive: true })
  for (const dialect of ['sqlite', 'postgresql']) {
    const next = join(directory, dialect, '20990101000000_next')
    mkdirSync(next)
    writeFileSync(join(next, 'migration.sql'), statements)
  }
  return directory
}
