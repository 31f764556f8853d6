import type { Express, RequestHandler } from 'express'

/** The routes whose answers may be kept, each with the parameters of its query that it reads. */
export type KeptRoutes = { pattern: RegExp; parameters: readonly string[] }[]

type Keeper = RequestHandler & { keeps?: readonly string[] }

type Layer = {
  route?: { path: string | string[]; stack: { handle: Keeper }[] }
  handle?: { stack?: Layer[] }
}

/**
 * Says of a route that every stranger gets the same answer, which changes only with the content and
 * with these parameters of the query; all others are ignored. Routes that say nothing are not kept.
 */
export function keep(...parameters: string[]): RequestHandler {
  const handle: Keeper = (_req, res, next) => {
    res.locals.keptBy = parameters
    next()
  }
  return Object.assign(handle, { keeps: parameters })
}

/** All routes of an app that said so, in the order in which they are tried. */
export function listKeptRoutes(app: Express): KeptRoutes {
  return (app.router as unknown as { stack: Layer[] }).stack.flatMap(listOfLayer)
}

function listOfLayer({ route, handle }: Layer): KeptRoutes {
  if (!route) return handle?.stack?.flatMap(listOfLayer) ?? []
  const parameters = route.stack.find(layer => layer.handle.keeps)?.handle.keeps
  return parameters
    ? [route.path].flat().map(path => ({ pattern: toPattern(path), parameters }))
    : []
}

// What Express takes besides (another case, a slash at the end) is answered, and not kept.
function toPattern(path: string): RegExp {
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)
  return new RegExp(`^${escaped.replace(/:\w+/gu, '[^/]+')}$`, 'u')
}
