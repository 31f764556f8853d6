import type { Response } from 'express'

/** The roles with their names. */
export function nameRoles({ locals: { t } }: Response): { value: string; label: string }[] {
  return [
    { value: 'author', label: t('Author') },
    { value: 'editor', label: t('Editor') },
    { value: 'admin', label: t('Admin') },
  ]
}
