import type { ErrorRequestHandler, Request } from 'express'
import { isHttpError } from 'http-errors'
import type { Context } from '../../context.ts'
import { isForScripts } from '../../http/errors.ts'
import { postPath } from '../addresses.ts'
import { createHead } from '../head.ts'
import { showTitle } from '../pages.ts'
import { listNearestPosts } from './nearest.ts'

/** Where readers find nothing, a page of the site with a search and what they may have meant. */
export function missingPage({ db, now }: Context): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    if (res.headersSent || !isMissed(error) || !isForReaders(req) || !('user' in res.locals)) {
      next(error)
      return
    }
    const { t, theme } = res.locals
    const near = await listNearestPosts(db, req.path, now())
    const posts = near.map(post => ({
      title: showTitle(res.locals, post),
      url: postPath(post.slug),
    }))
    const about = { title: t('There is nothing here'), path: req.path, isHidden: true }
    res.status(404).set('Cache-Control', 'no-store')
    const q = posts.length > 0 ? '' : wordsOf(req.path)
    res.render(theme.view('missing'), { page: createHead(res.locals, about), posts, q })
  }
}

const isMissed = (error: unknown): boolean => isHttpError(error) && error.status === 404

// What is closed looks the same to everybody, and what programs ask for is no page.
function isForReaders(req: Request): boolean {
  const isRead = req.method === 'GET' || req.method === 'HEAD'
  return isRead && !/^\/(?:admin|account|api)(?:\/|$)/.test(req.path) && !isForScripts(req)
}

function wordsOf(path: string): string {
  const last = path.split('/').at(-1) ?? ''
  return /^[\w-]+$/.test(last) ? last.replace(/[-_]+/g, ' ').trim().slice(0, 100) : ''
}
