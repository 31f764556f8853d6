/* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/no-namespace -- Express is typed by merging into its interfaces. */
import type {} from 'express-session'
import type { Translate } from '../i18n/translate.ts'

/**
 * A message for the next page; its Undo button takes the operation `undo` back, or sends an empty
 * form to the address `restore`. `offer` is what may be done next.
 */
export type Flash = {
  text: string
  kind: 'done' | 'error'
  undo?: number
  restore?: string
  offer?: { text: string; label: string; url: string }
}

declare global {
  namespace Express {
    interface Locals {
      t: Translate
      language: string
      flash: Flash | null
      /** The path of this request without its query. */
      path: string
      /** The public address of a file of public/, which changes with its content. */
      asset: (path: string) => string
      /** Makes an absolute address of a path. */
      absolute: (path: string) => string
      /** The parameters of the query that make the answer, where it may be kept: see page-cache/keep.ts. */
      keptBy?: readonly string[]
      /** The request comes from a site that an admin lets use the API. */
      isAllowedOrigin?: boolean
    }
  }
}

declare module 'express-session' {
  interface SessionData {
    userId: number
    flash: Flash
    /** When the person proved who they are, in ms; the session ends a fixed time later. */
    signedInAt: number
    /** What the browser said of itself, and where it was, when the session began. */
    agent: string
    address: string
  }
}
