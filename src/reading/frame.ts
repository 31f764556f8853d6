import { createHead, type About, type Surroundings } from './head.ts'

type Answer = { locals: Surroundings; set: (name: string, value: string) => unknown }

/**
 * What a page prints, in its frame. A page for one person is nobody else's; a page for all is asked
 * for anew each time, and mostly not sent again.
 */
export function frame(res: Answer, about: About, model: object): object {
  res.set('Cache-Control', res.locals.user ? 'private, no-cache' : 'public, no-cache')
  if (about.isHidden) res.set('X-Robots-Tag', 'noindex')
  return { page: createHead(res.locals, about), ...model }
}
