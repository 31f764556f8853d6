import { announce, say } from '../words.ts'
import { FILLED } from './source.ts'

type Parsed = { body: string } & Partial<
  Record<'title' | 'category' | 'tags' | 'excerpt' | 'slug' | 'date', string>
>

const HEADER = /^\uFEFF?\s*(---|\+\+\+|\{)/u

/** True if a pasted text may be a whole document with a header. */
export const hasHeader = (text: string): boolean => HEADER.test(text)

/**
 * Takes the header of a document out of the body into the fields. The server reads it, so that
 * pasting and saving cannot differ; unread, it stays where it is.
 */
export async function fillFromHeader(
  form: HTMLFormElement,
  area: HTMLTextAreaElement,
): Promise<void> {
  const text = area.value
  const parsed = await parseDocument(form.dataset['parse'] ?? '', text)
  if (!parsed || parsed.body === text || area.value !== text) return
  const { date, body, ...fields } = parsed
  for (const [name, value] of Object.entries({ ...fields, publishedAt: date })) {
    if (typeof value === 'string' && value !== '') setField(form, name, value)
  }
  area.value = body
  area.dispatchEvent(new CustomEvent(FILLED, { bubbles: true }))
  area.dispatchEvent(new Event('change', { bubbles: true }))
  announce(say('filled'))
}

async function parseDocument(url: string, text: string): Promise<Parsed | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ text }),
    })
    return answer.ok ? ((await answer.json()) as Parsed) : null
  } catch {
    // Saving will read the header in the same way.
    return null
  }
}

function setField(form: HTMLFormElement, name: string, value: string): void {
  const field = form.querySelector(`[name="${name}"]`)
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
  field.value = value
  field.dispatchEvent(new Event('change', { bubbles: true }))
}
