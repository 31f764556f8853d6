import { splitNames } from '../text/name.ts'

type Suggestion = { name: string; reason: string }

const SETTLED_MS = 1_200

/** Tags that would fit the text, as buttons below the field: asked for whenever the text has settled. */
export function suggestTagsWhileWriting(): void {
  const place = document.querySelector<HTMLElement>('[data-tag-suggestions]')
  const form = place?.closest('form')
  if (!place || !form) return
  let timer = 0
  let asked = 0
  const refresh = async () => {
    const question = (asked += 1)
    const found = await fetchFitting(place.dataset['tagSuggestions'] ?? '', form)
    if (question === asked) drawFitting(place, form, found)
  }
  form.addEventListener('input', () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void refresh(), SETTLED_MS)
  })
  form.addEventListener('change', () => void refresh())
  if (readField(form, 'body') !== '') void refresh()
}

async function fetchFitting(url: string, form: HTMLFormElement): Promise<Suggestion[]> {
  const [title, body, tags] = ['title', 'body', 'tags'].map(name => readField(form, name))
  const fields = {
    id: form.dataset['post'] ?? '',
    title: title ?? '',
    body: body ?? '',
    tags: tags ?? '',
  }
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
    })
    return answer.ok ? ((await answer.json()) as Suggestion[]) : []
  } catch {
    // Without the network one thinks of tags oneself.
    return []
  }
}

function drawFitting(place: HTMLElement, form: HTMLFormElement, found: Suggestion[]): void {
  const list = place.querySelector('ul')
  list?.replaceChildren(...found.map(suggestion => drawSuggestion(form, suggestion)))
  place.hidden = found.length === 0
}

function drawSuggestion(form: HTMLFormElement, { name, reason }: Suggestion): HTMLElement {
  const item = document.createElement('li')
  const button = document.createElement('button')
  const why = document.createElement('span')
  button.type = 'button'
  button.className = 'button'
  button.textContent = `+ ${name}`
  why.className = 'row-note'
  why.textContent = reason
  why.id = `why-${encodeURIComponent(name)}`
  button.setAttribute('aria-describedby', why.id)
  button.addEventListener('click', () => {
    item.remove()
    addTag(form, name)
  })
  item.append(button, why)
  return item
}

function addTag(form: HTMLFormElement, name: string): void {
  const field = form.querySelector<HTMLInputElement>('input[name="tags"]')
  if (!field) return
  field.value = [...splitNames(field.value), name].join(', ')
  field.dispatchEvent(new Event('change', { bubbles: true }))
}

function readField(form: HTMLFormElement, name: string): string {
  const field = form.querySelector(`[name="${name}"]`)
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
    ? field.value
    : ''
}
