import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { formatSize } from '../../text/sizes.ts'
import { findEditablePost } from '../../writing/post.ts'
import { measureExport } from './extent.ts'
import { safeFileName } from './file-names.ts'
import { ExportForm } from './form.ts'
import { exportHtml } from './html/export.ts'
import { writeJson } from './json/export.ts'
import { exportMarkdown } from './markdown/export.ts'
import { exportPostPage } from './single.ts'
import { openZip } from './zip-target.ts'

type CreateApp = (context: Context) => RequestListener

/** Everything to take away, as it is made; `createApp` renders the pages of a site of files. */
export function exportRoutes(context: Context, createApp: CreateApp): Router {
  const { db, now, log, config } = context
  const router = Router()
  let isBusy = false
  router.get('/admin/export', index)
  router.post('/admin/export', download)
  router.get('/admin/posts/:id.html', printPage)
  return router

  async function index(_req: Request, res: Response) {
    await show(res, { input: {}, errors: {} })
  }

  async function download(req: Request, res: Response) {
    const form = readForm(ExportForm, req.body)
    if (!form.ok) {
      await show(res.status(422), form)
      return
    }
    if (isBusy) {
      const errors = {
        format: res.locals.t('Another export is being made. Wait until it is done.'),
      }
      await show(res.status(409), { errors, input: form.input })
      return
    }
    isBusy = true
    await send(res, form.values).finally(() => (isBusy = false))
  }

  async function send(res: Response, { format, trash, revisions, baseUrl }: Wanted) {
    res.set('Cache-Control', 'no-store')
    const day = now().toISOString().slice(0, 10)
    res.attachment(format === 'json' ? `blog-${day}.json` : `${NAMES[format]}-${day}.zip`)
    const finished = once(res, 'close').catch(() => undefined)
    try {
      if (format === 'json') {
        const options = { withTrash: trash, withRevisions: revisions }
        await pipeline(Readable.from(writeJson(context, options)), res)
        return
      }
      const zip = openZip(res, now())
      const base = baseUrl === '' ? config.baseUrl : new URL(baseUrl)
      if (format === 'markdown') await exportMarkdown(context, zip, { withTrash: trash })
      else await exportHtml(context, zip, { baseUrl: base, createApp })
      await zip.finish()
    } catch (error) {
      // What was sent is cut off, so that nobody takes it for whole.
      log.warn({ err: error }, 'an export was not finished')
      res.destroy()
    }
    await finished
  }

  async function show(res: Response, { input, errors }: { input: Typed; errors: FieldErrors }) {
    const { language } = res.locals
    const { bytes, ...size } = await measureExport(db.read)
    res.render('transfer/export', {
      ...{ input, errors, size },
      uploads: formatSize(bytes, language),
      baseUrl: config.baseUrl.href,
    })
  }

  async function printPage(req: Request, res: Response) {
    const { slug } = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    const page = orNotFound(await exportPostPage(context, slug))
    res
      .attachment(`${safeFileName(slug)}.html`)
      .type('html')
      .send(page)
  }
}

type Wanted = Extract<ReturnType<typeof readForm<typeof ExportForm>>, { ok: true }>['values']

const NAMES = { markdown: 'blog', html: 'site' } as const
