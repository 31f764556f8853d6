import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { MIGRATIONS } from '../context.ts'
import { copyDatabase, foretellCopy } from '../operations/backup/copy.ts'
import { indexMissingPosts } from '../operations/doctor/aftercare.ts'
import { Refusal, UsageError, type Command, type Io } from './command.ts'
import { tellDryRun } from './dry-run.ts'
import { withSite } from './site.ts'

export const copyCommand: Command = {
  name: 'copy',
  usage: '--from DATABASE_URL --to DATABASE_URL [--dry-run] [--json]',
  summary:
    'Copy the database into an empty one, SQLite or PostgreSQL, and prove that both are equal.',
  examples: [
    {
      line: 'blext copy --from file:./data/blext.db --to postgresql://blog:secret@127.0.0.1:1/blog',
      does: 'Moves a blog to PostgreSQL, and proves that both are equal.',
    },
    {
      line: 'blext copy --from file:./data/blext.db --to file:./copy.db --dry-run',
      does: 'Only counts what would be copied.',
    },
    {
      line: 'blext copy --from postgresql://blog:secret@127.0.0.1:1/blog --to file:./copy.db --json',
      does: 'Makes a SQLite file of a blog on PostgreSQL.',
    },
  ],
  run: async (args, io) => {
    const { values } = parseArgs({
      args,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean', default: false },
      },
    })
    if (!values.from || !values.to) throw new UsageError('Name --from and --to.')
    const [from, to] = [addressOf(values.from), addressOf(values.to)]
    if (values['dry-run']) return foretell(io, { from, to }, values.json)
    const { config, stdout } = io
    const tables = await copyDatabase({ from, to, migrations: MIGRATIONS })
    await withSite({ ...config, databaseUrl: to }, indexMissingPosts)
    const lines = tables.map(
      ({ name, from, to, equal }) => `${equal ? '=' : '≠'} ${name}: ${from} → ${to}\n`,
    )
    stdout.write(values.json ? `${JSON.stringify({ tables })}\n` : lines.join(''))
    const different = tables.filter(({ equal }) => !equal).map(({ name }) => name)
    if (different.length === 0) return 0
    throw new Refusal(`The copy differs in ${different.join(', ')}.`)
  },
}

async function foretell(
  io: Io,
  addresses: { from: string; to: string },
  json: boolean,
): Promise<number> {
  const tables = await foretellCopy(addresses)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const said = `would be copied: ${tables.length} tables with ${rows} rows`
  tellDryRun(io, json, { tables }, said)
  return 0
}

// As DATABASE_URL is read, so that a relative path means the same in both.
const addressOf = (databaseUrl: string): string =>
  readConfig({ DATABASE_URL: databaseUrl, SESSION_SECRET: 'x'.repeat(32) }).databaseUrl
