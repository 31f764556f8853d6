import { realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { Context } from '../context.ts'
import { findFormat, formats } from '../transfer/formats.ts'
import type { Imported } from '../transfer/engine/import.ts'
import type { ImportRemark, ImportReport } from '../transfer/report.ts'
import { sayRemark } from '../transfer/report.ts'
import { listPlan, type PlanLine } from '../transfer/runs/plan.ts'
import { addRun, findRunToResume } from '../transfer/runs/runs.ts'
import { workOnRun, type Worked } from '../transfer/runs/work.ts'
import { Refusal, UsageError, type Command, type Io } from './command.ts'
import { collectMeanwhile } from './collect.ts'
import { createProgress } from './progress.ts'
import { withUnpacked } from './unpacked.ts'
import { stopOnSignal } from './signals.ts'
import { withSite } from './site.ts'

export const importCommand: Command = {
  name: 'import',
  usage: `PATH [--format ${formats.map(({ name }) => name).join('|')}] [--author USERNAME] [--admin USERNAME] [--delete-missing] [--dry-run] [--json]`,
  summary:
    'Bring in posts from a folder or a file; without --format it is found out. With --dry-run only show the plan. What was imported is one operation, which undo takes back.',
  examples: [
    {
      line: 'blext import ~/old-blog/content --dry-run',
      does: 'Shows what would come of a folder.',
    },
    {
      line: 'blext import ~/old-blog/content',
      does: 'Brings it in; a second run brings in what changed since.',
    },
    {
      line: 'blext import wordpress.xml --format wxr --author ann --json',
      does: 'WordPress; what has no author here is Ann’s.',
    },
    {
      line: 'blext import old.sqlite --format blext --admin ann',
      does: 'The database of the old BLEXT, with its people and addresses.',
    },
  ],
  run: async (args, io) => {
    const given = readArguments(args)
    const { json } = given
    const { worked, plan } = await withSite(io.config, context =>
      withUnpacked(context.config, given.path, path => runImport(context, { ...given, path }, io)),
    )
    if (worked.kind === 'busy') throw new Refusal('Another import is running; wait for its end.')
    const { imported, operationId } = worked
    if (!imported.ok) throw new Refusal(sayRemark(imported))
    const { report } = imported
    io.stdout.write(
      json
        ? `${JSON.stringify({ ...report, operation: operationId, plan })}\n`
        : describe(imported, plan, operationId),
    )
    if (imported.stopped === true) {
      throw new Refusal('It was stopped; the same import again goes on from there.')
    }
    if (report.problems.length === 0) return 0
    throw new Refusal(sayFailures(report, given.format === 'blext' ? 'posts' : 'files'))
  },
}

type Arguments = {
  path: string
  format: string
  dryRun: boolean
  deleteMissing: boolean
  json: boolean
  author: string | undefined
  admin: string | undefined
}

type Result = { worked: Worked; plan: PlanLine[] }

async function runImport(
  context: Context,
  { format, path, dryRun, deleteMissing, json, author = '', admin }: Arguments,
  io: Io,
): Promise<Result> {
  const real = await realpath(path).catch(() => path)
  const wanted = { format, name: basename(real), path: real, author, personId: null }
  const show = json ? () => undefined : createProgress(io)
  const id = await context.db.write(async tx => {
    const resumed = dryRun ? null : await findRunToResume(tx, wanted, context.now())
    return resumed?.id ?? (await addRun(tx, wanted, context.now())).id
  })
  const collect = collectMeanwhile(250)
  const onProgress = (done: number, total: number | null) => {
    collect(done)
    show(done, total ?? done)
  }
  const worked = await stopOnSignal(context, () =>
    workOnRun(context, id, { dryRun, admin, deleteMissing, onProgress }),
  )
  const plan = dryRun ? await listPlan(context.db.read, id) : []
  if (dryRun || !isBegun(worked)) {
    await context.db.write(tx => tx.importRun.delete({ where: { id } }))
  }
  return { worked, plan }
}

// What did not even begin is no import that anybody would look for.
const isBegun = (worked: Worked): boolean =>
  worked.kind === 'ended' && (worked.imported.ok || worked.operationId !== null)

function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: {
      format: { type: 'string', default: '' },
      'dry-run': { type: 'boolean', default: false },
      'delete-missing': { type: 'boolean', default: false },
      author: { type: 'string' },
      admin: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const { format, author, admin, json } = values
  const [path, ...rest] = positionals
  if (path === undefined || path === '' || rest.length > 0) {
    throw new UsageError('Name one folder or one file.')
  }
  if (format !== '' && !findFormat(format)) {
    throw new UsageError(`--format is one of ${formats.map(({ name }) => name).join(', ')}.`)
  }
  refuseForeignOption(format, { author, admin })
  const flags = { dryRun: values['dry-run'], deleteMissing: values['delete-missing'], json }
  return { path, format, ...flags, author, admin }
}

function refuseForeignOption(
  format: string,
  { author, admin }: Pick<Arguments, 'author' | 'admin'>,
): void {
  if (format === 'blext' && author !== undefined) {
    throw new UsageError('--author is not for an old BLEXT: its posts have their own.')
  }
  if (format !== 'blext' && admin !== undefined) {
    throw new UsageError('--admin is for --format blext.')
  }
}

function describe(
  { report, news }: Extract<Imported, { ok: true }>,
  plan: PlanLine[],
  operationId: number | null,
): string {
  const fresh = (kind: 'tag' | 'category') => [...(news?.[kind].values() ?? [])].join(', ')
  const named = [
    ['New tags', fresh('tag')],
    ['New categories', fresh('category')],
  ].flatMap(([label = '', names = '']) => (names === '' ? [] : [`${label}: ${names}`]))
  return [
    ...plan.map(describeLine),
    ...listRemarks('Not imported:', report.problems),
    ...listRemarks(report.dryRun ? 'Would be changed:' : 'Changed on the way:', report.remarks),
    ...named,
    ...sumUpPeople(report),
    sumUpReport(report),
    ...(operationId === null ? [] : [`Take it back with: blext undo ${operationId}`]),
  ]
    .map(line => `${line.replace(/\p{Cc}/gu, '�')}\n`)
    .join('')
}

const WORDS = {
  ...{ added: 'new', updated: 'changed', unchanged: 'same' },
  ...{ skipped: 'skipped', remark: 'note' },
}

function describeLine({ kind, file, title, details }: PlanLine): string {
  const said = describeChange(details)
  const note = said === '' ? '' : ` (${said})`
  return `${WORDS[kind].padEnd(8)}${file}${title === '' ? '' : `: ${title}`}${note}`
}

function describeChange({ tags, fields = [] }: PlanLine['details']): string {
  const others = fields.filter(name => name !== 'tags' || !tags).join(', ')
  const names = (of: string[]) => of.join(', ') || '–'
  const retagged = tags ? `tags ${names(tags.before)} → ${names(tags.after)}` : ''
  return [others, retagged].filter(text => text !== '').join('; ')
}

function listRemarks(title: string, remarks: readonly ImportRemark[]): string[] {
  if (remarks.length === 0) return []
  const lines = remarks.map(
    remark => `  ${[remark.file, remark.line].filter(Boolean).join(':')}: ${sayRemark(remark)}`,
  )
  return [title, ...lines]
}

function sumUpPeople({ people, terms, repaired }: ImportReport): string[] {
  if (people + terms + repaired === 0) return []
  const rest = `tags and categories added on their own: ${terms}; rows left out: ${repaired}`
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
