import { announce, say } from './words.ts'

type Parsed = { body: string } & Partial<
  Record<'title' | 'category' | 'tags' | 'excerpt' | 'slug' | 'date', string>
>

const HEADER = /^\uFEFF?\s*(---|\+\+\+|\{)/u

/** A whole document, pasted into an empty body, fills the fields from its header. */
export function fillFromPaste(form: HTMLFormElement): void {
  const url = form.dataset['parse']
  const body = form.querySelector<HTMLTextAreaElement>('textarea[name="body"]')
  if (url === undefined || !body) return
  body.addEventListener('paste', event => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const isWhole = body.selectionEnd - body.selectionStart === body.value.length
    if (!isWhole || !HEADER.test(text)) return
    body.addEventListener('input', () => void fill(form, body, url), { once: true })
  })
}

// The server reads the header, so that pasting and saving cannot differ; unread, it stays where it is.
async function fill(form: HTMLFormElement, body: HTMLTextAreaElement, url: string): Promise<void> {
  const text = body.value
  const parsed = await parseDocument(url, text)
  if (!parsed || parsed.body === text || body.value !== text) return
  const { date, ...fields } = parsed
  for (const [name, value] of Object.entries({ ...fields, publishedAt: date })) {
    if (typeof value === 'string' && value !== '') setField(form, name, value)
  }
  setField(form, 'body', parsed.body)
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
