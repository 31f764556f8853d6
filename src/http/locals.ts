/* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/no-namespace -- Express is typed by merging into its interfaces. */
import type {} from 'express-session'
import type { Translate } from '../i18n/translate.ts'

/** A message for the next page; `undo` is the operation that its Undo button takes back. */
export type Flash = { text: string; kind: 'done' | 'error'; undo?: number }

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
    }
  }
}

declare module 'express-session' {
  interface SessionData {
    userId: number
    flash: Flash
    /** When the person proved who they are, in ms; the session ends a fixed time later. */
    signedInAt: number
  }
}
