import { readVital } from '../../db/vital.ts'
import { formatSize } from '../../text/sizes.ts'
import type { Look } from './check.ts'

const SLOW_MS = 100

/** Whether the database answers, and how fast. */
export const lookAtDatabase: Look = async ({ db }, { t, language }) => {
  const started = performance.now()
  const { version, bytes, migration } = await readVital(db.read)
  const ms = performance.now() - started
  const isSlow = ms > SLOW_MS
  const product = db.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'
  return {
    name: t('Database'),
    state: isSlow ? 'notice' : 'good',
    text: isSlow
      ? t('The database answers slowly: look at what else its machine does.')
      : t('The database answers.'),
    facts: [
      { label: t('Version'), value: `${product} ${version}` },
      { label: t('Size'), value: formatSize(bytes, language) },
      { label: t('Answered in'), value: t('{ms} ms', { ms: ms.toFixed(ms < 10 ? 1 : 0) }) },
      { label: t('Last migration'), value: migration },
    ],
  }
}
