import { readOutcome } from '../backup/outcome.ts'
import type { Check, Look } from './check.ts'
import { momentFormatter } from '../../text/dates.ts'

const TWO_DAYS_MS = 2 * 24 * 3_600_000

/** Whether the blog could be brought back today. */
export const lookAtBackups: Look = async ({ config, now }, { t, language, timeZone }) => {
  const frame = {
    ...{ name: t('Backups'), facts: [] },
    link: { url: '/admin/backups', label: t('Backups') },
  } satisfies Partial<Check>
  const last = await readOutcome(config.dataDir)
  if (!last) {
    const text =
      config.backupsKept > 0
        ? t('No backup was made yet.')
        : t('None is made by itself: BACKUPS_KEPT is 0.')
    return { ...frame, state: 'notice', text }
  }
  const date = momentFormatter(language, timeZone).format(new Date(last.at))
  const [problem] = last.problems
  if (problem !== undefined) {
    const text = t('The last backup, of {date}, cannot be restored: {problem}', { date, problem })
    return { ...frame, state: 'bad', text }
  }
  const posts = t('{count} posts', { count: last.posts })
  return {
    ...frame,
    state: now().getTime() - Date.parse(last.at) > TWO_DAYS_MS ? 'notice' : 'good',
    text: t('Restorable: the last backup is of {date}, with {posts}.', { date, posts }),
  }
}
