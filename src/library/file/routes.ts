import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import type { Media } from '../../db/generated/sqlite/client.ts'
import { idOf } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { typedFields } from '../../http/form.ts'
import { backTo } from '../../http/return.ts'
import { readSummary } from '../../history/list.ts'
import type { Summary } from '../../history/operations.ts'
import { mark } from '../../i18n/translate.ts'
import { mannerOf } from '../../writing/views.ts'
import { findOwnMedia } from '../access.ts'
import { receiveMedia, type Refusal, type Uploaded } from '../receive.ts'
import { deleteMedia, purgeMedia, restoreMedia } from '../removal.ts'
import { replaceEverywhere } from '../replace.ts'
import { findUses, isInUse } from '../uses.ts'
import { viewFile } from './view.ts'

/** One file: what it is, where it is used, and what can be done with it. */
export function fileRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/media/:id', show)
  router.post('/admin/media/:id/replacement', replace)
  router.post('/admin/media/:id/delete', destroy)
  router.post('/admin/media/:id/restore', restore)
  return router

  async function show(req: Request, res: Response) {
    await showFile(res, await find(req, res))
  }

  async function replace(req: Request, res: Response) {
    const user = requirePerson(res)
    const old = await find(req, res)
    const received = await receiveMedia(context, req, user.id)
    const file = firstOf(received)
    if (file.ok) await replaceBy(req, res, { old, ...file })
    else await refuse(res, old, { status: file.status, reason: { text: file.reason } })
  }

  async function replaceBy(req: Request, res: Response, { old, media, isNew }: New) {
    const pair = { old, replacement: media }
    const replaced = await replaceEverywhere(context, requirePerson(res), pair)
    if (replaced.ok) {
      await answerReplaced(req, res, { old, media, ...replaced })
      return
    }
    if (isNew) await purgeMedia(context, media)
    await refuse(res, old, { status: 422, reason: replaced.reason })
  }

  async function answerReplaced(req: Request, res: Response, { old, media, operation }: Answer) {
    const { t } = res.locals
    if (media.alt === '') {
      await db.write(tx => tx.media.update({ where: { id: media.id }, data: { alt: old.alt } }))
    }
    if (operation) {
      const text = `${readSummary(operation.summary, t)}.`
      flash(req, { text, undo: operation.operationId })
    } else flash(req, { text: t('Nothing used the old file; the new one stands beside it.') })
    res.redirect(303, `/admin/media/${media.id}`)
  }

  async function destroy(req: Request, res: Response) {
    const media = await find(req, res)
    const { confirm = '' } = typedFields(req.body)
    const uses = await findUses(db.read, media.path, now())
    if (isInUse(uses) && confirm.trim() !== media.name) {
      const text = mark('“{name}” is in use. To delete it all the same, type its name below.')
      await refuse(res, media, { status: 409, reason: { text, name: media.name } })
      return
    }
    await db.write(tx => deleteMedia(tx, media.id, now()))
    const text = res.locals.t('“{name}” was deleted.', { name: media.name })
    flash(req, { text, restore: `/admin/media/${media.id}/restore` })
    res.redirect(303, '/admin/media')
  }

  async function restore(req: Request, res: Response) {
    const media = await find(req, res)
    await db.write(tx => restoreMedia(tx, media.id))
    flash(req, { text: res.locals.t('“{name}” is back.', { name: media.name }) })
    res.redirect(303, backTo(req, `/admin/media/${media.id}`))
  }

  function find(req: Request, res: Response) {
    return findOwnMedia(db.read, requirePerson(res), idOf(req.params['id']))
  }

  async function refuse(res: Response, media: Found, { status, reason }: Refused) {
    res.locals.flash = { text: readSummary(reason, res.locals.t), kind: 'error' }
    await showFile(res.status(status), media)
  }

  async function showFile(res: Response, media: Found) {
    const uses = await findUses(db.read, media.path, now())
    const viewer = { ...mannerOf(res, now()), user: requirePerson(res) }
    res.render('media/file', viewFile(media, uses, viewer))
  }
}

type New = { old: Found; media: Media; isNew: boolean }
type Found = Awaited<ReturnType<typeof findOwnMedia>>
type Refused = { status: number; reason: Summary }
type Answer = {
  old: Media
  media: Media
  operation: { operationId: number; summary: Summary } | null
}

function firstOf(received: Uploaded[] | Refusal): Uploaded {
  const [file] = Array.isArray(received)
    ? received
    : [{ ok: false as const, name: '', ...received }]
  if (!file) throw new Error('A request without files is a refusal.')
  return file
}
