import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'

/** The theme that was chosen, and whether to use it or to look at it first. */
export const themeForm = (names: readonly string[]) =>
  z.object({
    theme: z
      .string()
      .optional()
      .refine(name => name !== undefined && names.includes(name), mark('There is no such theme.')),
    action: z.enum(['use', 'preview', 'leave']).default('use'),
  })
