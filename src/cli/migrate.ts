import { parseArgs } from 'node:util'
import type { Command, Io } from './command.ts'
import { tellDryRun } from './dry-run.ts'
import { listPendingOfSite, migrateSite } from './site.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  usage: '[--dry-run] [--json]',
  summary: 'Bring the database to the schema of this version.',
  examples: [
    {
      line: 'blext migrate',
      does: 'Brings the database up to date before the new version is started.',
    },
    { line: 'blext migrate --dry-run', does: 'Only names the steps that are missing.' },
    {
      line: 'DATABASE_URL=postgresql://blog:secret@db.example.org/blog blext migrate --json',
      does: 'The same for another database, for a script to read.',
    },
  ],
  run: async (args, io) => {
    const { values } = parseArgs({
      args,
      options: { 'dry-run': { type: 'boolean' }, json: { type: 'boolean', default: false } },
    })
    if (values['dry-run']) return foretell(io, values.json)
    const { config, stdout } = io
    const { applied, backup } = await migrateSite(config)
    if (values.json) {
      stdout.write(`${JSON.stringify({ applied, backup })}\n`)
      return 0
    }
    stdout.write(
      applied.length > 0 ? `Applied: ${applied.join(', ')}\n` : 'The database is up to date.\n',
    )
    if (backup) stdout.write(`The database as it was: ${backup}\n`)
    return 0
  },
}

async function foretell(io: Io, json: boolean): Promise<number> {
  const pending = await listPendingOfSite(io.config)
  const said = pending.length > 0 ? `would be applied: ${pending.join(', ')}` : NOTHING
  tellDryRun(io, json, { pending }, said)
  return 0
}

const NOTHING = 'the database is up to date'
