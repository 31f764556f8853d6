import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import { idOf } from '../http/errors.ts'
import { flash } from '../http/flash.ts'
import { readForm } from '../http/form.ts'
import { countPages, pageAddress, readPage } from '../http/pagination.ts'
import { backTo } from '../http/return.ts'
import { IMAGE_TYPES } from '../media/kinds.ts'
import { findOwnMedia } from './access.ts'
import { describeMedia } from './describe.ts'
import { MediaForm } from './form.ts'
import { countMedia, listMedia, readMediaFilter } from './list.ts'
import { receiveMedia, type Refusal, type Uploaded } from './receive.ts'
import { sayUploaded, viewMedia, viewMediaTabs, viewOwners, viewStored } from './views.ts'

const PER_PAGE = 48

/** The library: its list, uploads, and what is said of a file. */
export function libraryRoutes(context: Context): Router {
  const { db, config } = context
  const router = Router()
  router.get('/admin/media', index)
  router.post('/admin/media', upload)
  router.post('/admin/media/:id', update)
  return router

  async function index(req: Request, res: Response) {
    await showLibrary(req, res)
  }

  async function upload(req: Request, res: Response) {
    const user = requirePerson(res)
    const received = await receiveMedia(context, req, user.id)
    if (wantsJson(req)) answerJson(res, received)
    else if (Array.isArray(received)) await answerPage(req, res, received)
    else await refuse(req, res, received)
  }

  function answerJson(res: Response, received: Uploaded[] | Refusal) {
    const { t } = res.locals
    const [file = null, ...more] = Array.isArray(received) ? received : []
    const refusal = Array.isArray(received) ? received.find(isRefused) : received
    if (refusal) res.status(refusal.status).json({ error: t(refusal.reason) })
    else if (more.length > 0) res.status(422).json({ error: t('Send one file at a time.') })
    else if (file?.ok) res.status(201).json({ ...viewStored(file.media), isNew: file.isNew })
  }

  async function answerPage(req: Request, res: Response, received: Uploaded[]) {
    const [only, ...more] = received
    if (only && !only.ok && more.length === 0) {
      await refuse(req, res, only)
      return
    }
    flash(req, sayUploaded(received, res.locals.t))
    res.redirect(303, '/admin/media')
  }

  async function refuse(req: Request, res: Response, { status, reason }: Refusal) {
    res.locals.flash = { text: res.locals.t(reason), kind: 'error' }
    await showLibrary(req, res.status(status))
  }

  async function update(req: Request, res: Response) {
    const media = await findOwnMedia(db.read, requirePerson(res), idOf(req.params['id']))
    const form = readForm(MediaForm, req.body)
    const { t } = res.locals
    if (!form.ok) {
      const [message = ''] = Object.values(form.errors)
      if (wantsJson(req)) res.status(422).json({ error: t(message) })
      else flash(req, { text: t(message), kind: 'error' })
    } else {
      const described = await db.write(tx => describeMedia(tx, media, form.values))
      if (wantsJson(req)) res.json(viewStored(described))
      else flash(req, { text: t('“{name}” is saved.', { name: described.name }) })
    }
    if (!res.headersSent) res.redirect(303, backTo(req, `/admin/media/${media.id}`))
  }

  async function showLibrary(req: Request, res: Response) {
    const user = requirePerson(res)
    const filter = readMediaFilter(req.query)
    const { q, show, from } = filter
    const counts = await countMedia(db.read, user, filter)
    const page = readPage(req.query['page'])
    const window = { limit: PER_PAGE, offset: (page - 1) * PER_PAGE }
    const total = counts[show || 'all']
    const query = { q, show, from }
    const files = await listMedia(db.read, user, filter, window)
    const { t } = res.locals
    res.render('media/library', {
      files: files.map(file => viewMedia(file, res.locals)),
      filter,
      isFiltered: q !== '' || from !== '',
      tabs: viewMediaTabs(counts, filter, t),
      owners: viewOwners(user, filter, t),
      pages: countPages({ page, perPage: PER_PAGE, total }, '/admin/media', query),
      here: pageAddress('/admin/media', query, page),
      maxUploadMb: Math.floor(config.maxUploadBytes / 1024 / 1024),
      accept: acceptedTypes(config.uploadTypes),
    })
  }
}

// Named one by one: then a phone makes a JPEG of what only phones can read.
const acceptedTypes = (uploadTypes: string[]): string =>
  [...IMAGE_TYPES, '.svg', '.pdf', ...uploadTypes.map(type => `.${type}`)].join(',')

const isRefused = (file: Uploaded): file is Extract<Uploaded, { ok: false }> => !file.ok

const wantsJson = (req: Request): boolean => req.accepts(['html', 'json']) === 'json'
