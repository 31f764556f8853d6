import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Context } from '../context.ts'
import { exportMarkdown } from '../transfer/export/markdown/export.ts'
import type { Exported } from '../transfer/export/report.ts'
import { ExportRefusal, openTarget, writeTo } from '../transfer/export/target.ts'
import { Refusal, UsageError, type Command } from './command.ts'
import { createProgress } from './progress.ts'
import { withSite } from './site.ts'

export const exportCommand: Command = {
  name: 'export',
  usage: 'PATH [--format markdown] [--trash] [--replace] [--json]',
  summary: 'Write everything as Markdown into a folder, or into one zip.',
  run: async (args, io) => {
    const given = readArguments(args)
    const onProgress = given.json ? () => undefined : createProgress(io)
    const exported = await withSite(io.config, context => runExport(context, given, onProgress))
    io.stdout.write(
      given.json
        ? `${JSON.stringify({ path: given.path, ...exported })}\n`
        : sumUp(given, exported),
    )
    return 0
  },
}

type Arguments = {
  path: string
  withTrash: boolean
  replace: boolean
  json: boolean
}

async function runExport(
  context: Context,
  given: Arguments,
  onProgress: (done: number, total: number) => void,
): Promise<Exported> {
  const { withTrash } = given
  try {
    const target = await openTarget({ ...given, now: context.now() })
    return await writeTo(target, () => exportMarkdown(context, target, { withTrash, onProgress }))
  } catch (error) {
    throw error instanceof ExportRefusal ? new Refusal(error.message) : error
  }
}

function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: {
      format: { type: 'string', default: 'markdown' },
      trash: { type: 'boolean', default: false },
      replace: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [path, ...rest] = positionals
  if (path === undefined || path === '' || rest.length > 0) {
    throw new UsageError('Name one folder, or one file that ends with .zip.')
  }
  const { trash: withTrash, replace, json } = values
  return { path: resolve(path), withTrash, replace, json }
}

function sumUp({ path }: Arguments, { posts, media, remarks }: Exported): string {
  const lines = remarks.map(remark => `  ${remark}\n`).join('')
  return `${lines}Exported to ${path}: ${posts} posts, ${media} uploads.\n`
}
