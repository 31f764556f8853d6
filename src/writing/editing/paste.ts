import { readDocumentFields } from '../document.ts'

/**
 * Takes apart a form whose body is a whole document: the header's fields stand in for the form's.
 * A header that cannot be read is an error; the text stays as it is.
 */
export function takeDocument(
  body: unknown,
): { ok: true; body: Record<string, unknown> } | { ok: false; line: number; message: string } {
  const form = { ...((body ?? {}) as Record<string, unknown>) }
  if (typeof form['body'] !== 'string') return { ok: true, body: form }
  const read = readDocumentFields(form['body'])
  if (!read) return { ok: true, body: form }
  if (!read.ok) return { ok: false, line: read.line, message: read.message }
  return { ok: true, body: { ...form, ...read.fields } }
}
