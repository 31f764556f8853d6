import { parseArgs } from 'node:util'
import type { Context } from '../context.ts'
import { importBlext } from '../transfer/blext/import.ts'
import { importMarkdown } from '../transfer/markdown/import.ts'
import {
  sayRemark,
  type ImportRemark,
  type ImportReport,
  type ImportResult,
} from '../transfer/report.ts'
import { Refusal, UsageError, type Command } from './command.ts'
import { createProgress } from './progress.ts'
import { withSite } from './site.ts'

export const importCommand: Command = {
  name: 'import',
  usage:
    'PATH [--format markdown|blext] [--author USERNAME] [--admin USERNAME] [--dry-run] [--json]',
  summary:
    'Bring in a folder of Markdown files or a database of the old BLEXT; with --dry-run only show what would happen.',
  run: async (args, io) => {
    const given = readArguments(args)
    const { json } = given
    const onProgress = json ? () => undefined : createProgress(io)
    const result = await withSite(io.config, context => runImport(context, given, onProgress))
    if (!result.ok) throw new Refusal(sayRemark(result))
    const { report } = result
    io.stdout.write(json ? `${JSON.stringify(report)}\n` : describeReport(report))
    if (report.problems.length === 0) return 0
    throw new Refusal(sayFailures(report, given.format === 'blext' ? 'posts' : 'files'))
  },
}

type Arguments = {
  path: string
  format: 'markdown' | 'blext'
  dryRun: boolean
  json: boolean
  author: string | undefined
  admin: string | undefined
}

function runImport(
  context: Context,
  { format, path, dryRun, author, admin }: Arguments,
  onProgress: (done: number, total: number) => void,
): Promise<ImportResult> {
  return format === 'blext'
    ? importBlext(context, path, { dryRun, admin, onProgress })
    : importMarkdown(context, path, { dryRun, author, onProgress })
}

function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: {
      format: { type: 'string', default: 'markdown' },
      'dry-run': { type: 'boolean', default: false },
      author: { type: 'string' },
      admin: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const { format, author, admin, json } = values
  const [path, ...rest] = positionals
  if (path === undefined || path === '' || rest.length > 0) {
    throw new UsageError('Name one folder or one database.')
  }
  if (format !== 'markdown' && format !== 'blext') {
    throw new UsageError('--format is markdown or blext.')
  }
  refuseForeignOption(format, { author, admin })
  return { path, format, dryRun: values['dry-run'], json, author, admin }
}

function refuseForeignOption(
  format: Arguments['format'],
  { author, admin }: Pick<Arguments, 'author' | 'admin'>,
): void {
  if (format === 'blext' && author !== undefined) {
    throw new UsageError('--author is for Markdown: posts of an old BLEXT have their own.')
  }
  if (format === 'markdown' && admin !== undefined) {
    throw new UsageError('--admin is for --format blext.')
  }
}

function describeReport(report: ImportReport): string {
  return [
    ...listRemarks('Not imported:', report.problems),
    ...listRemarks(report.dryRun ? 'Would be changed:' : 'Changed on the way:', report.remarks),
    ...sumUpPeople(report),
    sumUpReport(report),
  ]
    .map(line => `${line}\n`)
    .join('')
}

function listRemarks(title: string, remarks: readonly ImportRemark[]): string[] {
  if (remarks.length === 0) return []
  const lines = remarks.map(
    remark => `  ${[remark.file, remark.line].filter(Boolean).join(':')}: ${sayRemark(remark)}`,
  )
  return [title, ...lines.map(line => line.replace(/\p{Cc}/gu, '�'))]
}

function sumUpPeople({ people, terms, repaired }: ImportReport): string[] {
  if (people + terms + repaired === 0) return []
  const rest = `tags and categories without posts: ${terms}; rows left out: ${repaired}`
  return [`People: ${people}; ${rest}.`]
}

function sumUpReport(report: ImportReport): string {
  const { added, updated, unchanged, images, redirects } = report
  const posts = `${added} added, ${updated} updated, ${unchanged} unchanged`
  const rest = `images stored: ${images}; old addresses kept: ${redirects}`
  return `${report.dryRun ? 'A dry run, nothing was written: ' : ''}${posts}; ${rest}.`
}

function sayFailures({ problems, files, dryRun }: ImportReport, what: string): string {
  const failed = new Set(problems.map(problem => problem.file)).size
  const verb = dryRun
    ? 'would not be imported'
    : failed === 1
      ? 'was not imported'
      : 'were not imported'
  return `${failed} of ${files} ${what} ${verb}.`
}
