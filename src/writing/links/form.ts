import { z } from 'zod'
import { listField } from '../../http/form.ts'

const Repeated = z.unknown().transform(listField)

/** What is to be rewritten, as a page's address or its form says it. */
export const RewritingForm = z.object({ from: Repeated, to: z.string().default('') })

/** The posts that were ticked. */
export const ChosenForm = z.object({ ids: Repeated })
