import type { Context } from '../../context.ts'
import { importSource } from '../engine/import.ts'
import type { ImportOptions } from '../engine/run.ts'
import type { ImportResult } from '../report.ts'
import { openMarkdown } from './source.ts'

/** Imports the Markdown documents of a folder as posts; a second time it changes only what has changed. */
export async function importMarkdown(
  context: Context,
  path: string,
  options: ImportOptions,
): Promise<ImportResult> {
  const opened = await openMarkdown(context, path)
  return opened.ok ? importSource(context, opened.source, options) : opened
}
