import { parseArgs } from 'node:util'
import { rehearse } from '../db/rehearsal.ts'
import { listOperations, readSummary } from '../history/list.ts'
import { undoOperation } from '../history/undo.ts'
import { readSettings } from '../settings/service.ts'
import { Refusal, UsageError, type Command } from './command.ts'
import { withSite } from './site.ts'

export const historyCommand: Command = {
  name: 'history',
  usage: '[--limit 50] [--json]',
  summary: 'List what was done, the newest first, with the numbers that undo takes.',
  examples: [
    { line: 'blext history', does: 'The newest 50 operations, each with its number.' },
    { line: 'blext history --limit 5 --json', does: 'The newest five as JSON.' },
  ],
  run: async (args, io) => {
    const { values } = parseArgs({
      args,
      options: { limit: { type: 'string', default: '50' }, json: { type: 'boolean' } },
    })
    if (!/^[1-9]\d{0,8}$/.test(values.limit)) throw new UsageError('--limit is a number from 1.')
    const window = { take: Number(values.limit), skip: 0 }
    const operations = await withSite(io.config, async ({ db, translate }) => {
      const { timeZone } = await readSettings(db.read)
      const manner = { t: translate('en'), language: 'en', timeZone }
      return listOperations(db.read, { parentId: null }, manner, window)
    })
    const lines = operations.map(({ id, date, actor, summary, note }) =>
      [id, date, actor, note === '' ? summary : `${summary} (${note})`].join('\t'),
    )
    io.stdout.write(
      values.json === true
        ? `${JSON.stringify(operations)}\n`
        : lines.map(line => `${line}\n`).join(''),
    )
    return 0
  },
}

export const undoCommand: Command = {
  name: 'undo',
  usage: 'OPERATION [--dry-run] [--json]',
  summary: 'Take an operation back exactly; see history for its number.',
  examples: [
    { line: 'blext undo 12 --dry-run', does: 'Shows what undoing operation 12 would give.' },
    {
      line: 'blext undo 12',
      does: 'Undoes it; the answer names the operation that takes that back.',
    },
  ],
  run: async (args, io) => {
    const { id, dryRun, json } = readArguments(args)
    const { undone, summary } = await withSite(io.config, async ({ db, now, translate }) => {
      const row = await db.read.operation.findUnique({ where: { id } })
      const door = dryRun ? { write: rehearse.bind(null, db) as typeof db.write } : db
      const result = await undoOperation(door, id, { id: null }, now())
      if (!result.ok) throw new Refusal(readSummary(result.reason, translate('en')))
      const of = JSON.parse(row?.summary ?? '{"text":""}') as Parameters<typeof readSummary>[0]
      return { undone: result, summary: readSummary(of, translate('en')) }
    })
    const { keptPosts, restoredPosts } = undone
    const operation = dryRun ? null : undone.operationId
    io.stdout.write(
      json
        ? `${JSON.stringify({ dryRun, operation, summary, restoredPosts, keptPosts })}\n`
        : describeUndo({ dryRun, operation, summary, keptPosts }),
    )
    return 0
  },
}

function readArguments(args: string[]): { id: number; dryRun: boolean; json: boolean } {
  const { values, positionals } = parseArgs({
    args,
    options: { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } },
    allowPositionals: true,
  })
  const [operation = '', ...rest] = positionals
  if (!/^\d{1,9}$/.test(operation) || rest.length > 0) {
    throw new UsageError('Name one operation by its number.')
  }
  return {
    id: Number(operation),
    dryRun: values['dry-run'] === true,
    json: values.json === true,
  }
}

type Told = { dryRun: boolean; operation: number | null; summary: string; keptPosts: number[] }

function describeUndo({ dryRun, operation, summary, keptPosts }: Told): string {
  const kept =
    keptPosts.length > 0 ? `, but for posts changed since, which stay: ${keptPosts.join(', ')}` : ''
  if (dryRun) return `A dry run, nothing was written. Would be undone: ${summary}${kept}.\n`
  return `Undone: ${summary}${kept} (take that back with: blext undo ${operation ?? ''}).\n`
}
