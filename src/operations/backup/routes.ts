import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { formatSize } from '../../text/sizes.ts'
import { listBackups } from './folder.ts'
import { makeBackup } from './nightly.ts'
import { readOutcome } from './outcome.ts'
import { momentFormatter } from '../../text/dates.ts'

/** The backups that the program keeps: what the last one proved, one more by hand, and each to take away. */
export function backupRoutes({ config, now }: Context): Router {
  const router = Router()
  router.get('/admin/backups', index)
  router.post('/admin/backups', create)
  router.get('/admin/backups/:name', download)
  return router

  async function index(_req: Request, res: Response) {
    const { t, language, site } = res.locals
    const dates = momentFormatter(language, site.timeZone)
    const last = await readOutcome(config.dataDir)
    const backups = await listBackups(config.dataDir)
    res.render('operations/backups', {
      last: last && {
        date: dates.format(new Date(last.at)),
        posts: t('{count} posts', { count: last.posts }),
        problems: last.problems,
      },
      keeps: config.backupsKept,
      backups: backups.map(({ name, bytes, madeAt }) => ({
        ...{ name, url: `/admin/backups/${name}`, size: formatSize(bytes, language) },
        date: dates.format(madeAt),
      })),
    })
  }

  async function create(req: Request, res: Response) {
    const { t } = res.locals
    const { posts, problems } = await makeBackup({ config, now }, 'by-hand')
    if (problems.length > 0) {
      flash(req, {
        text: t('The backup failed: {problem}', { problem: problems.join(' ') }),
        kind: 'error',
      })
    } else {
      flash(req, {
        text: t('Backed up, and proved: {count} posts can be restored.', { count: posts }),
      })
    }
    res.redirect(303, '/admin/backups')
  }

  async function download(req: Request, res: Response) {
    const kept = await listBackups(config.dataDir)
    const { path, name } = orNotFound(kept.find(backup => backup.name === req.params['name']))
    res.set('Cache-Control', 'no-store')
    res.download(path, name)
  }
}
