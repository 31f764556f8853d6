import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { readPart } from '../addresses.ts'
import { showName, showTitle } from '../pages.ts'
import { findPublicPost } from '../queries.ts'
import { createCardDrawer, type Card } from './draw.ts'

const MAX_KEPT = 200

/** The picture that other sites show beside a link to a post. */
export function cardRoutes({ db, now }: Context): Router {
  const draw = keepDrawn(createCardDrawer())
  const router = Router()
  router.get('/card.png', siteCard)
  router.get('/posts/:slug/card.png', card)
  return router

  async function siteCard(_req: Request, res: Response): Promise<void> {
    const { title, tagline } = res.locals.site
    send(res, await draw({ title, site: '', author: tagline }))
  }

  async function card(req: Request, res: Response): Promise<void> {
    const post = orNotFound(await findPublicPost(db.read, readPart(req.params['slug']), now()))
    const { site } = res.locals
    const author = showName(post.author)
    send(res, await draw({ title: showTitle(res.locals, post), site: site.title, author }))
  }
}

// Its address does not change with its words.
function send(res: Response, picture: Buffer): void {
  res.set('Cache-Control', 'public, max-age=3600').type('png').send(picture)
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
