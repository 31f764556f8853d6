import type { z } from 'zod'

/** One message for each field that is wrong, in English, to be translated where it is shown. */
export type FieldErrors = Record<string, string>

/** What was typed, by field, to fill the form again. */
export type Typed = Record<string, string>

export type FormResult<Values> =
  { ok: true; values: Values; input: Typed } | { ok: false; errors: FieldErrors; input: Typed }

/** Reads a form by its schema; a person's mistake is a value, not an exception. */
export function readForm<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): FormResult<z.output<Schema>> {
  const input = typedFields(body)
  const parsed = schema.safeParse(readable(body))
  if (parsed.success) return { ok: true, values: parsed.data, input }
  const errors: FieldErrors = {}
  for (const issue of parsed.error.issues) errors[issue.path.join('.')] ??= issue.message
  return { ok: false, errors, input }
}

/** The text fields of a body as they were typed. */
export function typedFields(body: unknown): Typed {
  const entries = Object.entries(readable(body))
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** All values of a field that may be sent more than once. */
export function listField(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value]
  return values.filter((item): item is string => typeof item === 'string')
}

// PostgreSQL stores no NUL, and no keyboard types one.
function readable(body: unknown): Record<string, unknown> {
  const clean = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '') : value)
  const entries = Object.entries((body ?? {}) as Record<string, unknown>)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.map(clean) : clean(value)]),
  )
}
