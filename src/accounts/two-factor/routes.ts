import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { flash } from '../../http/flash.ts'
import { typedFields, type FieldErrors } from '../../http/form.ts'
import { requireSignIn } from '../guard.ts'
import { proveSelf } from '../proof.ts'
import { requirePerson } from '../signed-in.ts'
import { appAddress, WRONG_CODE } from './codes.ts'
import {
  beginTwoFactor,
  countRecoveryCodes,
  findTwoFactor,
  renewRecoveryCodes,
  turnOff,
  turnOn,
} from './service.ts'

/** The second factor of one's own account: an authenticator app, and recovery codes. */
export function twoFactorRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.use('/account', requireSignIn)
  router.get('/account/two-factor', index)
  router.post('/account/two-factor', begin)
  router.post('/account/two-factor/on', confirm)
  router.post('/account/two-factor/codes', renew)
  router.post('/account/two-factor/off', end)
  return router

  function index(_req: Request, res: Response) {
    return show(res, {})
  }

  async function begin(req: Request, res: Response) {
    const { id } = requirePerson(res)
    if (!(await isProved(req, res))) return
    await db.record(tx => beginTwoFactor(tx, id, now()))
    res.redirect(303, '/account/two-factor')
  }

  async function confirm(req: Request, res: Response) {
    const { code = '' } = typedFields(req.body)
    const codes = await turnOn(context, requirePerson(res).id, code)
    if (codes) await show(res, { codes })
    else await show(res.status(422), { errors: { code: WRONG_CODE } })
  }

  async function renew(req: Request, res: Response) {
    const { id } = requirePerson(res)
    if (!(await isProved(req, res))) return
    await show(res, { codes: await db.record(tx => renewRecoveryCodes(tx, id, now())) })
  }

  async function end(req: Request, res: Response) {
    const { id } = requirePerson(res)
    if (!(await isProved(req, res))) return
    await db.record(tx => turnOff(tx, id))
    flash(req, { text: res.locals.t('Two-factor sign-in is off.') })
    res.redirect(303, '/account/two-factor')
  }

  async function isProved(req: Request, res: Response): Promise<boolean> {
    const { password = '', code = '' } = typedFields(req.body)
    const proof = { password, code, address: req.ip ?? '' }
    const { currentPassword, ...errors } = await proveSelf(context, requirePerson(res).id, proof)
    if (currentPassword !== undefined) errors['password'] = currentPassword
    const isRight = Object.keys(errors).length === 0
    if (!isRight) await show(res.status(422), { errors })
    return isRight
  }

  async function show(
    res: Response,
    { errors = {}, codes = [] }: { errors?: FieldErrors; codes?: string[] },
  ) {
    const { id, email } = requirePerson(res)
    const stored = await findTwoFactor(db.read, id)
    const secret = stored?.isOn === false ? stored.secret : ''
    const names = { site: res.locals.site.title, account: email }
    res.render('accounts/two-factor', {
      ...{ errors, codes },
      state: stored ? (stored.isOn ? 'on' : 'begun') : 'off',
      key: secret.replace(/(.{4})/g, '$1 ').trim(),
      picture: secret === '' ? '' : await drawPicture(appAddress(secret, names)),
      left: await countRecoveryCodes(db.read, id),
    })
  }
}

// The package is loaded when the first picture is drawn: most starts need none.
async function drawPicture(text: string): Promise<string> {
  const { toString } = await import('qrcode')
  const svg = await toString(text, { type: 'svg', margin: 2 })
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}
