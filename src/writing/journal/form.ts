import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { readForm, typedFields, type FieldErrors, type Typed } from '../../http/form.ts'
import { mark } from '../../i18n/translate.ts'
import { PostForm } from '../form.ts'

const Count = z.coerce.number().int().min(0).max(2_147_483_647)
const Writer = z.string().regex(/^[\w-]{1,64}$/)

/**
 * Which copy a form knows: the tab's own name, the state of the copy that it last saw, and, of a
 * new post, the name of its writing. What is malformed counts as not sent.
 */
export const KnownForm = z.object({
  writer: Writer.optional().catch(undefined),
  state: Count.optional().catch(undefined),
  writing: z.uuid().optional().catch(undefined),
})

export type KnownCopy = z.output<typeof KnownForm>

/** What a form, or an address, says of the copy that it knows. */
export function readKnown(body: unknown): KnownCopy {
  const form = readForm(KnownForm, body)
  return form.ok ? form.values : {}
}

/** The writing that a request names; what names none is a new one. */
export function readWriting({ query, body }: { query: object; body: unknown }): string {
  return readKnown({ ...query, ...(body as object | undefined) }).writing ?? randomUUID()
}

/** As `readKnown`; null when only a part of a post is sent, such as its tags: then copies stay. */
export function readSettled(body: unknown): KnownCopy | null {
  const known = readKnown(body)
  const isWhole = typeof ((body ?? {}) as Record<string, unknown>)['body'] === 'string'
  return isWhole || known.state !== undefined ? known : null
}

/** What a save of the journal says beside the fields of the post. */
export const SavingForm = KnownForm.extend({
  sequence: Count.default(1),
  version: Count.catch(0),
  /** Whose page this is; who signed in since may be somebody else. */
  person: Count.optional(),
  /** Sent by who has seen the newer text and writes over it all the same. */
  over: z.literal('1').optional().catch(undefined),
})

export type Saving = z.output<typeof SavingForm>

const FIELDS = Object.keys(PostForm.shape).filter(name => name !== 'status')

/** Of all that a form holds, the fields that a copy keeps. */
export function pickFields<Value>(fields: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => FIELDS.includes(name)))
}

/** The fields of a post as they were typed, within the limits of posts; a missing title is no mistake. */
export function readCopiedFields(
  body: unknown,
): { ok: true; fields: Typed } | { ok: false; errors: FieldErrors } {
  const given = Object.entries((body ?? {}) as Record<string, unknown>).map(([name, value]) => [
    name,
    (Array.isArray(value) ? value.at(-1) : value) as unknown,
  ])
  const typed = pickFields(Object.fromEntries(given) as Record<string, unknown>)
  const { title, ...rest } = typed
  const isUntitled = typeof title === 'string' && title.trim() === ''
  const form = readForm(PostForm, isUntitled ? rest : typed)
  if (!form.ok) return form
  const lines = Object.entries(typedFields(typed)).map(([name, text]) => [
    name,
    text.replace(/\r\n?/g, '\n'),
  ])
  return { ok: true, fields: Object.fromEntries(lines) as Typed }
}

export const NEWER_TEXT = mark(
  'Another window of yours kept newer text. Yours is here; look at both before you keep it.',
)
