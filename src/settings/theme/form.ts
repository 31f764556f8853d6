import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'

/** The theme that was chosen, and whether to use it or to look at it first. */
export const themeForm = (names: readonly string[]) =>
  z
    .object({
      theme: z.string().default(''),
      action: z.enum(['use', 'preview', 'leave']).default('use'),
    })
    .refine(({ theme, action }) => action === 'leave' || names.includes(theme), {
      path: ['theme'],
      error: mark('There is no such theme.'),
    })
