import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { idOf } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { mark } from '../../i18n/translate.ts'
import { formatDate } from '../../text/dates.ts'
import { requireSignIn } from '../guard.ts'
import { requirePerson } from '../signed-in.ts'
import { endOf, lifetimes, TokenForm } from './form.ts'
import { addToken, listTokens, revokeToken, scopes, type ListedToken } from './tokens.ts'

type Shown = { input?: Typed; errors?: FieldErrors; chosen?: string[]; secret?: string }

/** The tokens with which a person's scripts use the API. */
export function tokenRoutes({ db, now }: Context): Router {
  const router = Router()
  router.use('/account', requireSignIn)
  router.get('/account/tokens', index)
  router.post('/account/tokens', add)
  router.post('/account/tokens/:id/revoke', revoke)
  return router

  function index(_req: Request, res: Response) {
    return show(res, {})
  }

  async function add(req: Request, res: Response) {
    const form = readForm(TokenForm, req.body)
    if (!form.ok) {
      await show(res.status(422), { input: form.input, errors: form.errors, chosen: [] })
      return
    }
    const { name, days, scopes } = form.values
    const token = { name, scopes, expiresAt: endOf(days, now()) }
    const secret = await db.record(tx => addToken(tx, requirePerson(res).id, token, now()))
    await show(res.status(201), { secret })
  }

  async function revoke(req: Request, res: Response) {
    const { id } = requirePerson(res)
    const { t } = res.locals
    const revoked = await db.record(tx => revokeToken(tx, id, idOf(req.params['id'])))
    flash(req, {
      text: revoked
        ? t('The token was revoked. It opens nothing any more.')
        : t('There is no such token any more.'),
    })
    res.redirect(303, '/account/tokens')
  }

  async function show(res: Response, { input = {}, errors = {}, chosen, secret = '' }: Shown) {
    const tokens = await listTokens(db.read, requirePerson(res).id)
    res.render('accounts/tokens', {
      ...{ input, errors, secret },
      scopes: scopes.map(scope => ({
        value: scope,
        label: res.locals.t(SCOPE_LABELS[scope]),
        checked: (chosen ?? ['read']).includes(scope),
      })),
      lifetimes: lifetimes.map(days => ({
        value: days,
        label:
          days === ''
            ? res.locals.t('Until it is revoked')
            : res.locals.t('{count} days', { count: Number(days) }),
      })),
      tokens: tokens.map(token => viewToken(token, res)),
    })
  }

  function viewToken(token: ListedToken, res: Response) {
    const { t, language, site } = res.locals
    const day = (date: Date | null) => date && formatDate(date, language, site.timeZone)
    const ended = token.expiresAt !== null && token.expiresAt <= now()
    const end = day(token.expiresAt)
    return {
      id: token.id,
      name: token.name,
      scopes: token.scopes.map(scope => t(SCOPE_LABELS[scope])).join(' · '),
      made: t('made on {date}', { date: day(token.createdAt) ?? '' }),
      ends: ended
        ? t('ended on {date}', { date: end ?? '' })
        : end
          ? t('ends on {date}', { date: end })
          : t('does not end by itself'),
      used: token.lastUsedAt
        ? t('last used on {date}', { date: day(token.lastUsedAt) ?? '' })
        : t('never used'),
      isEnded: ended,
    }
  }
}

const SCOPE_LABELS = {
  read: mark('Read what you may see'),
  write: mark('Write posts and media'),
  vocabulary: mark('Change tags and categories, and undo operations'),
}
