import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { hasAdmin } from '../accounts/people.ts'
import { setupAddress } from '../accounts/setup.ts'
import { closeContext, openContext, type Context } from '../context.ts'
import { isPostgresql } from '../db/open.ts'
import { listen } from '../http/server.ts'
import { startUpkeep } from '../library/upkeep.ts'
import { startRelating } from '../transfer/runs/relate.ts'
import { startNightlyBackups } from '../operations/backup/nightly.ts'
import { startWebhooks } from '../webhooks/dispatch.ts'
import type { Command } from './command.ts'
import { awaitEnding } from './ending.ts'
import { migrateSite } from './site.ts'

const LINGER_MS = 2_000
const OWN_SECRET =
  'SESSION_SECRET is not set: this instance made one for itself. Where several instances serve one blog, all need the same, or whoever signs in at one is a stranger at the others.\n'

export const serveCommand: Command = {
  name: 'serve',
  usage: '',
  summary: 'Serve the blog (what `npm start` does).',
  examples: [
    { line: 'blext serve', does: 'Serves the blog in ./data at http://localhost:3000.' },
    {
      line: 'PORT=8080 BASE_URL=https://blog.example.org blext serve',
      does: 'Serves it behind a proxy that readers reach by https.',
    },
  ],
  run: async (args, { config, stdout }) => {
    parseArgs({ args, options: {} })
    const { backup } = await migrateSite(config)
    if (backup) stdout.write(`The database was migrated; as it was: ${backup}\n`)
    if (isPostgresql(config.databaseUrl) && !config.hasGivenSecret) stdout.write(OWN_SECRET)
    const context = await openContext(config)
    try {
      await serveUntilSignal(context, async () => {
        stdout.write(`Blext is ready at ${config.baseUrl.href}\n`)
        if (await hasAdmin(context.db.read)) return
        stdout.write(
          `Nobody has an account yet. Set the blog up at:\n\n  ${setupAddress(config)}\n\n`,
        )
      })
    } finally {
      await closeContext(context)
    }
    return 0
  },
}

/** Serves a site until the process is told to stop, or fails; `announce` is called when it listens. */
export async function serveUntilSignal(
  context: Context,
  announce: () => Promise<void> | void,
): Promise<void> {
  // The pages take 40 MB, which no other command has to hold.
  const { createListener } = await import('../app.ts')
  const server = await listen(createListener(context), context.config)
  const stopUpkeep = startUpkeep(context)
  const stopBackups = startNightlyBackups(context)
  const stopRelating = startRelating(context)
  const stopWebhooks = startWebhooks(context)
  await announce()
  const ending = await awaitEnding(context.log)
  context.log.info({ signal: ending instanceof Error ? null : ending }, 'stopping')
  stopUpkeep()
  stopBackups()
  stopRelating()
  const unsent = stopWebhooks()
  await server.stop()
  await unsent
  // What answers left to be written down is written, if it does not take too long.
  await Promise.race([context.background.idle(), setTimeout(LINGER_MS, null, { ref: false })])
  if (ending instanceof Error) throw ending
}
