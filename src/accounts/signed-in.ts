/* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/no-namespace -- Express is typed by merging into its interfaces. */
import type { RequestHandler } from 'express'
import type { Context } from '../context.ts'
import type { User } from '../db/generated/sqlite/client.ts'
import { SESSION_DAYS } from '../http/sessions.ts'

export type Role = 'admin' | 'editor' | 'author'

/** The signed-in person, as every page sees them. */
export type SignedIn = {
  id: number
  username: string
  displayName: string
  email: string
  role: Role
  language: string
}

declare global {
  namespace Express {
    interface Locals {
      /** Who is signed in; null for a visitor. */
      user: SignedIn | null
    }
  }
}

const SESSION_LIMIT_MS = SESSION_DAYS * 86_400_000

/** Finds out, anew for each request, who is signed in; a disabled person is nobody at once. */
export function provideUser({ db, now, translate }: Context): RequestHandler {
  return async (req, res, next) => {
    res.locals.user = null
    const { userId, signedInAt = 0 } = req.session
    if (userId !== undefined && now().getTime() - signedInAt < SESSION_LIMIT_MS) {
      const row = await db.read.user.findFirst({ where: { id: userId, disabled: false } })
      if (row) {
        const person = personOf(row)
        const { language } = person
        res.locals.user = person
        if (language) {
          res.locals.language = language
          res.locals.t = translate(language)
        }
      }
    }
    next()
  }
}

/** A stored person as every page sees them. */
export function personOf(row: User): SignedIn {
  const { id, username, displayName, email, language } = row
  return { id, username, displayName, email, language, role: row.role as Role }
}

/** The person who is signed in, behind the guard that lets nobody else through. */
export function requirePerson(res: { locals: { user: SignedIn | null } }): SignedIn {
  if (!res.locals.user) throw new Error('This address stands outside the guard')
  return res.locals.user
}

/** Whether a role may do what only editors and admins may: everyone's posts, the vocabulary. */
export const isEditor = (user: SignedIn): boolean => user.role !== 'author'

export const isAdmin = (user: SignedIn): boolean => user.role === 'admin'
