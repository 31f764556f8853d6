import type { Express } from 'express'

export type Address = {
  method: string
  /** As the router has it: `/admin/posts/:id`. */
  path: string
}

/** All addresses that an app answers at, in the order of its router. */
export function listAddresses(app: Express): Address[] {
  return (app.router as unknown as { stack: Layer[] }).stack.flatMap(listOfLayer)
}

type Layer = {
  route?: { path: string | string[]; methods: Record<string, boolean> }
  handle?: { stack?: Layer[] }
}

function listOfLayer({ route, handle }: Layer): Address[] {
  if (!route) return handle?.stack?.flatMap(listOfLayer) ?? []
  return [route.path]
    .flat()
    .flatMap(path =>
      Object.keys(route.methods).map(method => ({ method: method.toUpperCase(), path })),
    )
}
