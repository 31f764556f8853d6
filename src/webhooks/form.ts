import { z } from 'zod'
import { findAddressFault } from '../http/outside/address.ts'
import { mark } from '../i18n/translate.ts'
import { events } from '../outbox/events.ts'

const MAX_CHARS = 2_000

const CHOOSE = mark('Choose what the webhook is told of.')

/** What an admin says of a webhook; where it may lead depends on the environment. */
export const webhookForm = (mayBePrivate: boolean) =>
  z.object({
    name: z.string().trim().max(200, mark('A name has at most 200 characters.')).default(''),
    url: z
      .string({ error: mark('Write a whole address, beginning with https:// or http://.') })
      .trim()
      .max(MAX_CHARS, mark('An address has at most 2,000 characters.'))
      .superRefine((url, context) => {
        const message = findAddressFault(url, { mayBePrivate })
        if (message) context.addIssue({ code: 'custom', message })
      }),
    events: z
      .union([z.string(), z.array(z.string())], { error: CHOOSE })
      .transform(given => events.filter(event => [given].flat().includes(event)))
      .refine(given => given.length > 0, CHOOSE),
  })
