/* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/no-namespace -- Express is typed by merging into its interfaces. */
import type { RequestHandler } from 'express'
import { isEditor } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { countStaged } from './plan.ts'

declare global {
  namespace Express {
    interface Locals {
      /** How many changes wait in the person's plan; absent where there is no navigation. */
      staged?: number
    }
  }
}

/** Tells the admin's pages how many changes wait in the person's plan. */
export function provideStaged({ db }: Pick<Context, 'db'>): RequestHandler {
  return async (_req, res, next) => {
    const { user } = res.locals
    if (user && isEditor(user)) res.locals.staged = await countStaged(db.read, user.id)
    next()
  }
}
