import { MIGRATIONS, type Context } from '../../context.ts'
import { readSettings } from '../../settings/service.ts'
import { toLocalInput } from '../../text/dates.ts'
import { programVersion } from '../version.ts'
import { listBackups, nameBackup, pruneBackups } from './folder.ts'
import { noteOutcome, type Outcome } from './outcome.ts'
import { countRows } from './manifest.ts'
import { endTurn, giveTurnBack, takeTurn } from './turn.ts'
import { verifyBackup } from './verify.ts'
import { writeBackup } from './write.ts'

/** At night, in the site's time zone: `HH:mm`. */
const HOUR = '03:10'
const LOOK_EVERY_MS = 5 * 60_000

/** Makes a backup each night, and soon after a start that missed one; gives what stops it. */
export function startNightlyBackups(context: Context): () => void {
  if (context.config.backupsKept === 0) return () => undefined
  let running = false
  const look = async () => {
    if (running) return
    running = true
    try {
      await lookForNightly(context)
    } catch (err) {
      context.log.error({ err }, 'nightly backup failed')
    } finally {
      running = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref()
  return () => clearInterval(timer)
}

/** Makes this night's backup if it is due and no other instance makes it, or has made it. */
export async function lookForNightly(context: Context): Promise<void> {
  const night = await findDueNight(context)
  if (night === null || !(await takeTurn(context, night))) return
  try {
    const { problems } = await makeNightly(context)
    if (problems.length === 0) await endTurn(context, night)
    else await giveTurnBack(context, night)
  } catch (error) {
    await giveTurnBack(context, night)
    throw error
  }
}

/** Whether this night's backup is still to be made: after ten past three, none of today. */
export async function isNightlyDue(context: Context): Promise<boolean> {
  return (await findDueNight(context)) !== null
}

async function findDueNight({ config, db, now }: Context): Promise<string | null> {
  const { timeZone } = await readSettings(db.read)
  const [today = '', time = ''] = toLocalInput(now(), timeZone).split('T')
  if (time < HOUR) return null
  const nightly = (await listBackups(config.dataDir)).filter(({ name }) => isNightly(name))
  const isMade = nightly.some(({ madeAt }) => toLocalInput(madeAt, timeZone).startsWith(today))
  return isMade ? null : today
}

const isNightly = (name: string): boolean => name.startsWith('nightly-')

/** Makes tonight's backup and proves it, then forgets the oldest; what came of it is written down. */
export async function makeNightly(context: Context): Promise<Outcome> {
  const outcome = await makeBackup(context, 'nightly')
  if (outcome.problems.length === 0) {
    await pruneBackups(context.config.dataDir, context.config.backupsKept)
  }
  return outcome
}

/** Makes a backup in the program's own folder and proves that it can be restored. */
export async function makeBackup(
  { config, now }: Pick<Context, 'config' | 'now'>,
  reason: 'nightly' | 'by-hand',
): Promise<Outcome> {
  const at = now()
  const path = nameBackup(config.dataDir, reason, at)
  const outcome = await prove()
  try {
    await noteOutcome(config.dataDir, outcome)
    return outcome
  } catch (error) {
    return { ...outcome, problems: [...outcome.problems, messageOf(error)] }
  }

  async function prove(): Promise<Outcome> {
    try {
      await writeBackup(config, path, { program: programVersion(), now: at })
      const { manifest, problems } = await verifyBackup(path, MIGRATIONS)
      const posts = countRows(manifest, 'posts')
      return { at: at.toISOString(), path, posts, problems }
    } catch (error) {
      return { at: at.toISOString(), path, posts: 0, problems: [messageOf(error)] }
    }
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
