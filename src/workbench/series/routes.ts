import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import type { Series } from '../../db/generated/sqlite/client.ts'
import { readSummary } from '../../history/list.ts'
import { idOf, orForbidden, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, typedFields, type FieldErrors, type Typed } from '../../http/form.ts'
import {
  addSeries,
  addToSeries,
  changeSeries,
  deleteSeries,
  orderSeries,
  type Done,
} from '../../series/changes.ts'
import { listSeries } from '../../series/parts.ts'
import { mannerOf } from '../../writing/views.ts'
import { AddForm, OrderForm, readOrder, SeriesForm } from './form.ts'
import { findCandidates, viewParts } from './views.ts'

type Form = { input: Typed; errors: FieldErrors }

const UNTOUCHED: Form = { input: {}, errors: {} }

/** Series: their list, and the page of each with its order. */
export function seriesAdminRoutes({ db, now }: Context): Router {
  const router = Router()
  router.use('/admin/series', (_req, res, next) => {
    orForbidden(isEditor(requirePerson(res)))
    next()
  })
  router.get('/admin/series', (_req, res) => showList(res, UNTOUCHED))
  router.post('/admin/series', create)
  router.get('/admin/series/:id', async (req, res) =>
    showSeries(req, res, await find(req), UNTOUCHED),
  )
  router.post('/admin/series/:id', update)
  router.post('/admin/series/:id/order', order)
  router.post('/admin/series/:id/posts', addPosts)
  router.post('/admin/series/:id/delete', destroy)
  return router

  async function showList(res: Response, form: Form) {
    const series = await listSeries(db.read, now())
    res.render('workbench/all-series', {
      series: series.map(one => ({ ...one, url: `/admin/series/${one.id}` })),
      ...form,
    })
  }

  async function create(req: Request, res: Response) {
    const form = readForm(SeriesForm, req.body)
    if (!form.ok) {
      await showList(res.status(422), form)
      return
    }
    const { name, slug = '', description = '' } = form.values
    const added = await db.write(tx => addSeries(tx, { name, slug, description }, who(res)))
    if (!added.ok) {
      await showList(res.status(422), { input: form.input, errors: added.faults })
      return
    }
    say(req, res, added)
    res.redirect(303, `/admin/series/${added.id}`)
  }

  async function showSeries(req: Request, res: Response, series: Series, form: Form) {
    const parts = await viewParts(db.read, series.id, mannerOf(res, now()))
    const q = typeof req.query['q'] === 'string' ? req.query['q'].replaceAll('\0', '').trim() : ''
    const words = q.slice(0, 200)
    res.render('workbench/series', {
      series: { ...series, base: `/admin/series/${series.id}` },
      publicUrl: parts.some(({ status }) => status === 'published') ? `/series/${series.slug}` : '',
      parts,
      q: words,
      candidates: await findCandidates(db.read, { seriesId: series.id, q: words }),
      ...form,
    })
  }

  async function update(req: Request, res: Response) {
    const series = await find(req)
    const form = readForm(SeriesForm, req.body)
    if (!form.ok) {
      await showSeries(req, res.status(422), series, form)
      return
    }
    const { name, slug = '', description = series.description } = form.values
    const wanted = { name, slug, description }
    const changed = await db.write(tx => changeSeries(tx, series, wanted, who(res)))
    if (changed.ok) {
      say(req, res, changed)
      res.redirect(303, `/admin/series/${series.id}`)
    } else await showSeries(req, res.status(422), series, { ...form, errors: changed.faults })
  }

  async function order(req: Request, res: Response) {
    const series = await find(req)
    const form = readForm(OrderForm, req.body)
    const { values } = orNotFound(form.ok ? form : null)
    const removed = values.remove === undefined ? [] : [values.remove]
    const places = await db.read.seriesPost.findMany({ where: { seriesId: series.id } })
    const parts = new Set(places.map(({ postId }) => postId))
    const wanted = readOrder(values, typedFields(req.body)).filter(id => parts.has(id))
    const change = { order: wanted, removed: removed.filter(id => parts.has(id)) }
    say(req, res, await db.write(tx => orderSeries(tx, series, change, who(res))))
    res.redirect(303, `/admin/series/${series.id}`)
  }

  async function addPosts(req: Request, res: Response) {
    const series = await find(req)
    const form = readForm(AddForm, req.body)
    const { values } = orNotFound(form.ok ? form : null)
    if (values.ids.length === 0) {
      flash(req, { text: res.locals.t('Select at least one post.'), kind: 'error' })
    } else {
      const found = await db.read.post.count({ where: { id: { in: values.ids } } })
      orNotFound(found === new Set(values.ids).size || null)
      const done = await db.write(tx => addToSeries(tx, series, values.ids, who(res)))
      say(req, res, done)
    }
    res.redirect(303, `/admin/series/${series.id}`)
  }

  async function destroy(req: Request, res: Response) {
    const series = await find(req)
    say(req, res, await db.write(tx => deleteSeries(tx, series, who(res))))
    res.redirect(303, '/admin/series')
  }

  async function find(req: Request): Promise<Series> {
    return orNotFound(await db.read.series.findUnique({ where: { id: idOf(req.params['id']) } }))
  }

  function who(res: Response) {
    return { actor: requirePerson(res), now: now() }
  }

  function say(req: Request, res: Response, done: Partial<Done> | null) {
    const { t } = res.locals
    if (done?.operationId === undefined || !done.summary) {
      flash(req, { text: t('Nothing had changed.') })
    } else flash(req, { text: `${readSummary(done.summary, t)}.`, undo: done.operationId })
  }
}
