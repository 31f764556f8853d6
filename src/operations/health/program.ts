import { RENDERER_VERSION } from '../../render/renderer.ts'
import { programVersion } from '../version.ts'
import type { Look } from './check.ts'

/** Which program this is, and whether the posts are of its making. */
export const lookAtProgram: Look = async ({ db }, { t, language }) => {
  const old = await db.read.post.count({ where: { rendererVersion: { lt: RENDERER_VERSION } } })
  const hours = Math.floor(process.uptime() / 3600)
  return {
    name: t('Program'),
    state: old === 0 ? 'good' : 'notice',
    text:
      old === 0
        ? t('All posts were rendered by this version.')
        : t('{count} posts were rendered by an older version. Run: blext rerender', { count: old }),
    facts: [
      { label: 'Blext', value: programVersion() },
      { label: 'Node.js', value: process.version },
      { label: t('Runs for'), value: t('{count} hours', { count: hours }) },
      {
        label: t('Memory'),
        value: `${Math.round(process.memoryUsage.rss() / 1024 ** 2).toLocaleString(language)} MB`,
      },
    ],
  }
}
