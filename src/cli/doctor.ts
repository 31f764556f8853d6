import { parseArgs } from 'node:util'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { examineDatabase } from '../operations/doctor/examine.ts'
import { noteExamination } from '../operations/doctor/examination.ts'
import type { Finding } from '../operations/doctor/finding.ts'
import { repairDatabase } from '../operations/doctor/repair.ts'
import { readReport, reportFolder, type NamedReport } from '../operations/doctor/report.ts'
import { undoRepair } from '../operations/doctor/undo.ts'
import { viewNotUndone } from '../operations/doctor/views.ts'
import { Refusal, UsageError, type Command, type Io } from './command.ts'
import { createProgress } from './progress.ts'
import { withSite } from './site.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  usage: '[--repair | --undo REPORT] [--json]',
  summary: 'Look for damage in the database and change nothing; with --repair mend it.',
  examples: [
    { line: 'blext doctor', does: 'Says what is damaged; changes nothing.' },
    { line: 'blext doctor --repair', does: 'Mends it, with a report and a way back.' },
    {
      line: 'blext doctor --undo repair-2026-11-21.json',
      does: 'Takes a repair back, by the name of its report.',
    },
    { line: 'blext doctor --json', does: 'For a nightly check: the findings as JSON.' },
  ],
  run: async (args, io) => {
    const { values } = parseArgs({
      args,
      options: {
        repair: { type: 'boolean', default: false },
        undo: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const { repair, undo, json } = values
    if (repair && undo !== undefined) throw new UsageError('Either --repair or --undo.')
    return withSite(io.config, context => {
      if (undo !== undefined) return takeBack(context, io, { undo, json })
      return repair ? mend(context, io, json) : look(context, io, json)
    })
  },
}

async function look(context: Context, { stdout }: Io, json: boolean): Promise<number> {
  const findings = await examineDatabase(context)
  noteExamination(context.config.dataDir, findings, context.now())
  if (json) stdout.write(`${JSON.stringify({ findings })}\n`)
  else if (findings.length === 0) stdout.write('Nothing is wrong.\n')
  else stdout.write(`${describe(findings)}\nblext doctor --repair mends this.\n`)
  return 0
}

async function mend(context: Context, io: Io, json: boolean): Promise<number> {
  const report = await repairDatabase(context, {
    ...{ actorId: null, renderLimit: Infinity },
    onProgress: json ? () => undefined : createProgress(io),
  })
  const path = report && join(reportFolder(context.config.dataDir), report.name)
  io.stdout.write(json ? `${JSON.stringify(summarise(report, path))}\n` : tell(report, path))
  if (!report || report.left.length === 0) return 0
  throw new Refusal(
    `Not everything could be repaired: ${report.left.map(({ text }) => text).join(' ')}`,
  )
}

function summarise(report: NamedReport | null, path: string | null) {
  if (!report) return { findings: [], left: [], report: null, backup: null, operations: [] }
  const { findings, left, backup, operations, rendered, indexed } = report
  return { findings, left, report: path, backup, operations, rendered, indexed }
}

function tell(report: NamedReport | null, path: string | null): string {
  if (!report || path === null) return 'Nothing is wrong, so nothing was done.\n'
  const copy = report.backup
    ? `The database as it was: ${report.backup}`
    : 'PostgreSQL is not copied: pg_dump does that. The report keeps the rows that were changed.'
  return `${describe(report.findings)}\nRepaired. The report: ${path}\n${copy}\n`
}

async function takeBack(
  context: Context,
  { stdout }: Io,
  { undo, json }: { undo: string; json: boolean },
): Promise<number> {
  const report = readReport(context.config.dataDir, undo)
  if (!report)
    throw new Refusal(`There is no report ${undo} in ${reportFolder(context.config.dataDir)}.`)
  const undone = await undoRepair(context, report, null)
  if (!undone) throw new Refusal('This repair was taken back already, or it never ended.')
  const kept = undone.notUndone
    .map(each => `  ${viewNotUndone(each, context.translate('en'))}\n`)
    .join('')
  const lines = `Taken back: ${undone.restored}.\n${kept === '' ? '' : `Not taken back:\n${kept}`}`
  stdout.write(json ? `${JSON.stringify(undone)}\n` : lines)
  return 0
}

function describe(findings: Finding[]): string {
  return findings
    .map(({ text, plan, count, rows }) => {
      const shown = rows.map(row => `    ${row}\n`).join('')
      return `${text} (${count})\n${shown}  → ${plan}\n`
    })
    .join('')
    .replace(/(?!\n)\p{Cc}/gu, '�')
}
