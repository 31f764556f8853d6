import { Router, type Request, type Response } from 'express'
import { renderAccount } from '../../accounts/account-page.ts'
import { requireSignIn } from '../../accounts/guard.ts'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { flash } from '../../http/flash.ts'
import { receiveFiles } from '../../http/upload.ts'
import { mark } from '../../i18n/translate.ts'
import { refusalOf, uploadFolder, type Refusal } from '../../library/receive.ts'
import { changeAvatar, removeAvatar } from './service.ts'

const MAX_BYTES = 10 * 1024 * 1024

/** The picture beside one's name. */
export function avatarRoutes(context: Context): Router {
  const { dataDir, maxUploadBytes } = context.config
  const place = { folder: uploadFolder(dataDir), maxBytes: Math.min(maxUploadBytes, MAX_BYTES) }
  const router = Router()
  router.use('/account', requireSignIn)
  router.post('/account/avatar', upload)
  router.post('/account/avatar/delete', destroy)
  return router

  async function upload(req: Request, res: Response) {
    const refusal = await receive(req, requirePerson(res).id)
    if (refusal) {
      const errors = { file: refusal.reason }
      await renderAccount(context, res.status(refusal.status), { errors })
      return
    }
    flash(req, { text: res.locals.t('This is your picture now.') })
    res.redirect(303, '/account')
  }

  async function receive(req: Request, personId: number): Promise<Refusal | null> {
    try {
      return await receiveFiles(req, place, async ({ files: [file] }) => {
        if (!file) return { status: 422, reason: mark('Choose a file first.') }
        const reason = await changeAvatar(context, personId, file.path)
        return reason === null ? null : { status: 422, reason }
      })
    } catch (error) {
      return refusalOf(error)
    }
  }

  async function destroy(req: Request, res: Response) {
    await removeAvatar(context, requirePerson(res).id)
    flash(req, { text: res.locals.t('Your picture was removed.') })
    res.redirect(303, '/account')
  }
}
