import type { Command } from './command.ts'
import { migrateSite } from './site.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  usage: '',
  summary: 'Bring the database to the schema of this version.',
  run: async (_args, { config, stdout }) => {
    const { applied, backup } = await migrateSite(config)
    stdout.write(
      applied.length > 0 ? `Applied: ${applied.join(', ')}\n` : 'The database is up to date.\n',
    )
    if (backup) stdout.write(`The database as it was: ${backup}\n`)
    return 0
  },
}
