import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { migrateSite } from './site.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  usage: '[--json]',
  summary: 'Bring the database to the schema of this version.',
  examples: [
    {
      line: 'blext migrate',
      does: 'Brings the database up to date before the new version is started.',
    },
    {
      line: 'DATABASE_URL=postgresql://blog:secret@db.example.org/blog blext migrate --json',
      does: 'The same for another database, for a script to read.',
    },
  ],
  run: async (args, { config, stdout }) => {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } })
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
