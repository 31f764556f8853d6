import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateBlog } from './generate.ts'
import { printRun, runCommand } from './importing.ts'

/** How fast so many posts go out in each form, the start of the program included; with the most memory that each took. */
export async function measureExport(posts: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'blext-bench-export-'))
  try {
    const databaseUrl = `file:${join(folder, 'blext.db')}`
    await generateBlog(databaseUrl, posts)
    const environment = { DATABASE_URL: databaseUrl, DATA_DIR: folder }
    const run = (...args: string[]) => runCommand(['export', ...args, '--json'], environment)
    printRun('Markdown', posts, await run(join(folder, 'blog')))
    printRun('Markdown, zip', posts, await run(join(folder, 'blog.zip')))
    printRun('JSON', posts, await run(join(folder, 'blog.json'), '--format', 'json'))
    printRun('site of files', posts, await run(join(folder, 'site'), '--format', 'html'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
