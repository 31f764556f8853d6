import type { Request, Response } from 'express'
import { mark } from '../i18n/translate.ts'
import { keptFields, type KeptField } from './kept-fields.ts'

export type Unsaved = {
  /** Where it was sent, and can be sent again. */
  action: string
  /** `rows` is 0 for what stands in one line. */
  shown: (KeptField & { label: string; rows: number })[]
  hidden: KeptField[]
}

/** What a person would not like to write twice. */
const SHOWN: Readonly<Record<string, { label: string; rows: number }>> = {
  title: { label: mark('Title'), rows: 0 },
  body: { label: mark('Body'), rows: 16 },
  excerpt: { label: mark('Excerpt'), rows: 3 },
  name: { label: mark('Name'), rows: 0 },
  description: { label: mark('Description'), rows: 3 },
}

const SECRET = /password|code|token|secret/i

/**
 * The form that a person had sent, where it could not be saved just now; null when it is no such form.
 * While the database is away nobody knows who that is: what was sent is theirs all the same.
 */
export function viewUnsaved(req: Request, res: Response): Unsaved | null {
  const { user, t } = res.locals as Partial<typeof res.locals>
  const isOfPeople = Boolean(user) || req.originalUrl.startsWith('/admin/')
  if (req.method !== 'POST' || !isOfPeople || !t) return null
  const fields = keptFields(req.body, name => name)
  if (fields.length === 0 || fields.some(({ name }) => SECRET.test(name))) return null
  return {
    action: req.originalUrl,
    shown: fields.flatMap(field => {
      const how = SHOWN[field.name]
      return how ? [{ ...field, rows: how.rows, label: t(how.label) }] : []
    }),
    hidden: fields.filter(({ name }) => !SHOWN[name]),
  }
}
