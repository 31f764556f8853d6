import { Router, type Request, type Response } from 'express'
import type { Context } from '../context.ts'
import type { Webhook, WebhookDelivery } from '../db/generated/sqlite/client.ts'
import { idOf, orNotFound } from '../http/errors.ts'
import { flash } from '../http/flash.ts'
import { listField, readForm, type FieldErrors, type Typed } from '../http/form.ts'
import { countPages, readPage } from '../http/pagination.ts'
import { events } from '../outbox/events.ts'
import { deliver, stopWebhook } from './deliver.ts'
import { webhookForm } from './form.ts'
import * as service from './service.ts'
import { viewDelivery, viewEvents, viewPayload, viewWebhook } from './views.ts'

const PER_PAGE = 50

type Shown = { input?: Typed; chosen?: string[]; errors?: FieldErrors; secret?: string }

/** The addresses outside that are told what happens here, for admins. */
export function webhookRoutes(context: Context): Router {
  const { db, now, config } = context
  const Form = webhookForm(config.webhooksPrivate)
  const router = Router()
  router.get('/admin/webhooks', index)
  router.post('/admin/webhooks', add)
  router.get('/admin/webhooks/:id', show)
  router.post('/admin/webhooks/:id', update)
  router.post('/admin/webhooks/:id/rotate', rotate)
  router.post('/admin/webhooks/:id/pause', pause)
  router.post('/admin/webhooks/:id/resume', resume)
  router.post('/admin/webhooks/:id/test', tryOut)
  router.post('/admin/webhooks/:id/delete', destroy)
  router.get('/admin/webhooks/:id/deliveries/:delivery', showDelivery)
  router.post('/admin/webhooks/:id/deliveries/:delivery/redeliver', redeliver)
  return router

  function index(_req: Request, res: Response) {
    return renderList(res, {})
  }

  async function add(req: Request, res: Response) {
    const form = readForm(Form, req.body)
    if (!form.ok) {
      await renderList(res.status(422), { ...form, chosen: chosenIn(req) })
      return
    }
    const { id, secret } = await db.write(tx => service.addWebhook(tx, form.values, now()))
    await renderOne(res.status(201), await findWebhook(id), { secret })
  }

  async function show(req: Request, res: Response) {
    await renderOne(res, await findWebhook(req.params['id']), { page: readPage(req.query['page']) })
  }

  async function update(req: Request, res: Response) {
    const webhook = await findWebhook(req.params['id'])
    const form = readForm(Form, req.body)
    if (!form.ok) {
      await renderOne(res.status(422), webhook, { ...form, chosen: chosenIn(req) })
      return
    }
    await db.record(tx => service.changeWebhook(tx, webhook.id, form.values))
    goBack(req, res, res.locals.t('The webhook was saved.'))
  }

  async function rotate(req: Request, res: Response) {
    const webhook = await findWebhook(req.params['id'])
    const secret = await db.record(tx => service.rotateWebhook(tx, webhook, now()))
    await renderOne(res.status(201), webhook, { secret })
  }

  async function pause(req: Request, res: Response) {
    const { id } = await findWebhook(req.params['id'])
    await db.record(tx => stopWebhook(tx, id, 'paused', now()))
    goBack(req, res, res.locals.t('The webhook is paused: it is told of nothing.'))
  }

  async function resume(req: Request, res: Response) {
    const { id } = await findWebhook(req.params['id'])
    await db.write(tx => service.resumeWebhook(tx, id, now()))
    goBack(req, res, res.locals.t('The webhook is told of things again.'))
  }

  async function tryOut(req: Request, res: Response) {
    const { id } = await findWebhook(req.params['id'])
    const delivery = await db.record(tx => service.addPing(tx, id, now()))
    await sendNow(req, res, delivery)
  }

  async function destroy(req: Request, res: Response) {
    const webhook = await findWebhook(req.params['id'])
    await db.record(tx => tx.webhook.deleteMany({ where: { id: webhook.id } }))
    const { name } = viewWebhook(webhook, res)
    flash(req, { text: res.locals.t('The webhook “{name}” was deleted.', { name }) })
    res.redirect(303, '/admin/webhooks')
  }

  async function showDelivery(req: Request, res: Response) {
    const { webhook, ...delivery } = await findDelivery(req)
    res.render('webhooks/delivery', {
      webhook: viewWebhook(webhook, res),
      delivery: viewDelivery(delivery, res),
      payload: viewPayload(delivery.payload),
      answer: delivery.answer,
    })
  }

  async function redeliver(req: Request, res: Response) {
    const { id } = await findDelivery(req)
    await db.record(tx => service.redeliver(tx, id, now()))
    await sendNow(req, res, id)
  }

  async function sendNow(req: Request, res: Response, id: number) {
    await deliver(context, id)
    const delivery = await db.read.webhookDelivery.findUnique({ where: { id } })
    const { state, look } = viewDelivery(orNotFound(delivery), res)
    flash(req, { text: state, kind: look === 'is-published' ? 'done' : 'error' })
    res.redirect(303, `/admin/webhooks/${String(req.params['id'])}`)
  }

  function goBack(req: Request, res: Response, text: string) {
    flash(req, { text })
    res.redirect(303, `/admin/webhooks/${String(req.params['id'])}`)
  }

  async function findWebhook(id: unknown): Promise<Webhook> {
    const where = { id: typeof id === 'number' ? id : idOf(id) }
    return orNotFound(await db.read.webhook.findUnique({ where }))
  }

  async function findDelivery(req: Request): Promise<WebhookDelivery & { webhook: Webhook }> {
    const where = { id: idOf(req.params['delivery']), webhookId: idOf(req.params['id']) }
    return orNotFound(
      await db.read.webhookDelivery.findFirst({ where, include: { webhook: true } }),
    )
  }

  async function renderList(res: Response, { input = {}, chosen, errors = {} }: Shown) {
    const webhooks = await db.read.webhook.findMany({ orderBy: { id: 'asc' } })
    res.render('webhooks/list', {
      ...{ input, errors, events: viewEvents(res, chosen ?? events) },
      webhooks: webhooks.map(webhook => viewWebhook(webhook, res)),
    })
  }

  async function renderOne(
    res: Response,
    webhook: Webhook,
    { input = {}, chosen, errors = {}, secret = '', page = 1 }: Shown & { page?: number },
  ) {
    const where = { webhookId: webhook.id }
    const total = await db.read.webhookDelivery.count({ where })
    const log = await db.read.webhookDelivery.findMany({
      ...{ where, orderBy: { id: 'desc' }, take: PER_PAGE, skip: (page - 1) * PER_PAGE },
      omit: { payload: true, answer: true },
    })
    const shown = viewWebhook(webhook, res)
    res.render('webhooks/show', {
      ...{ webhook: shown, errors, secret, events: viewEvents(res, chosen ?? shown.events) },
      input: { name: shown.typedName, url: shown.url, ...input },
      deliveries: log.map(delivery => viewDelivery(delivery, res)),
      pages: countPages({ page, perPage: PER_PAGE, total }, `/admin/webhooks/${webhook.id}`),
    })
  }
}

const chosenIn = (req: Request): string[] =>
  listField((req.body as Record<string, unknown> | undefined)?.['events'])
