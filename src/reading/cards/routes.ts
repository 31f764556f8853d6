import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { readPart } from '../addresses.ts'
import { showName, showTitle } from '../pages.ts'
import { findPublicPost } from '../queries.ts'
import { cardDigest, siteCard, type Card } from './card.ts'

const MAX_KEPT = 200

/** The picture that other sites show beside a link to a post. */
export function cardRoutes({ db, now }: Context): Router {
  // The first card is worth loading what draws; a start is not.
  let drawer: Promise<(card: Card) => Promise<Buffer>> | undefined
  const draw = keepDrawn(async card => {
    drawer ??= import('./draw.ts').then(({ createCardDrawer }) => createCardDrawer())
    return (await drawer)(card)
  })
  const router = Router()
  router.get('/card.png', ofSite)
  router.get('/posts/:slug/card.png', ofPost)
  return router

  async function ofSite(req: Request, res: Response): Promise<void> {
    await send(req, res, siteCard(res.locals.site))
  }

  async function ofPost(req: Request, res: Response): Promise<void> {
    const post = orNotFound(await findPublicPost(db.read, readPart(req.params['slug']), now()))
    const { site } = res.locals
    const author = showName(post.author)
    await send(req, res, { title: showTitle(res.locals, post), site: site.title, author })
  }

  async function send(req: Request, res: Response, card: Card): Promise<void> {
    const isNamed = req.query['v'] === cardDigest(card)
    const age = isNamed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600'
    res
      .set('Cache-Control', age)
      .type('png')
      .send(await draw(card))
  }
}

// A card that was asked for by many at once is drawn once; the longest unused goes first.
function keepDrawn(draw: (card: Card) => Promise<Buffer>): (card: Card) => Promise<Buffer> {
  const kept = new Map<string, Promise<Buffer>>()
  return card => {
    const name = JSON.stringify(card)
    const drawn = kept.get(name) ?? draw(card)
    kept.delete(name)
    kept.set(name, drawn)
    drawn.catch(() => kept.delete(name))
    const oldest = kept.keys().next()
    if (kept.size > MAX_KEPT && !oldest.done) kept.delete(oldest.value)
    return drawn
  }
}
