import { parseArgs } from 'node:util'
import { importMarkdown } from '../transfer/markdown/import.ts'
import { sayRemark, type ImportRemark, type ImportReport } from '../transfer/report.ts'
import { Refusal, UsageError, type Command } from './command.ts'
import { createProgress } from './progress.ts'
import { withSite } from './site.ts'

export const importCommand: Command = {
  name: 'import',
  usage: 'PATH [--format markdown] [--dry-run] [--author USERNAME] [--json]',
  summary: 'Bring in a folder of Markdown files; with --dry-run only show what would happen.',
  run: async (args, io) => {
    const { path, dryRun, author, json } = readArguments(args)
    const onProgress = json ? () => undefined : createProgress(io)
    const result = await withSite(io.config, context =>
      importMarkdown(context, path, { dryRun, author, onProgress }),
    )
    if (!result.ok) throw new Refusal(sayRemark(result))
    const { report } = result
    io.stdout.write(json ? `${JSON.stringify(report)}\n` : describeReport(report))
    if (report.problems.length === 0) return 0
    throw new Refusal(sayFailures(report))
  },
}

type Arguments = { path: string; dryRun: boolean; author: string | undefined; json: boolean }

function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: {
      format: { type: 'string', default: 'markdown' },
      'dry-run': { type: 'boolean', default: false },
      author: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [path, ...rest] = positionals
  if (path === undefined || path === '' || rest.length > 0) throw new UsageError('Name one folder.')
  if (values.format !== 'markdown') throw new UsageError('--format is markdown.')
  return { path, dryRun: values['dry-run'], author: values.author, json: values.json }
}

function describeReport(report: ImportReport): string {
  return [
    ...listRemarks('Not imported:', report.problems),
    ...listRemarks(report.dryRun ? 'Would be changed:' : 'Changed on the way:', report.remarks),
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

function sumUpReport(report: ImportReport): string {
  const { added, updated, unchanged, images, redirects } = report
  const posts = `${added} added, ${updated} updated, ${unchanged} unchanged`
  const rest = `images stored: ${images}; old addresses kept: ${redirects}`
  return `${report.dryRun ? 'A dry run, nothing was written: ' : ''}${posts}; ${rest}.`
}

function sayFailures({ problems, files, dryRun }: ImportReport): string {
  const failed = new Set(problems.map(problem => problem.file)).size
  const verb = dryRun
    ? 'would not be imported'
    : failed === 1
      ? 'was not imported'
      : 'were not imported'
  return `${failed} of ${files} files ${verb}.`
}
