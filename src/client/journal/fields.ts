/** What is typed into a form, by name. */
export type Fields = Record<string, string>

/** Names that say something about the form itself and are no part of the post. */
const OWN = new Set([
  'person',
  'writer',
  'state',
  'writing',
  'version',
  'status',
  'over',
  'returnTo',
])

/** What the fields of a post hold now. */
export function readFields(form: HTMLFormElement): Fields {
  const fields: Fields = {}
  for (const [name, value] of new FormData(form)) {
    if (!OWN.has(name) && typeof value === 'string') fields[name] = value
  }
  return fields
}

/** What the fields held when the server wrote the page. */
export function readFirstFields(form: HTMLFormElement): Fields {
  const fields: Fields = {}
  for (const field of form.elements) {
    const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
    if (!isField || field.name === '' || OWN.has(field.name)) continue
    const isUnticked = isTickable(field) && !field.defaultChecked
    if (!isUnticked) fields[field.name] = field.defaultValue
  }
  return fields
}

/** Puts fields into a form, and tells whoever shows them otherwise. */
export function fillFields(form: HTMLFormElement, fields: Fields): void {
  for (const [name, text] of Object.entries(fields)) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) fill(field, text)
  }
}

/** Whether two forms hold the same, as far as both have the field. */
export function isSame(one: Fields, other: Fields): boolean {
  return Object.entries(one).every(([name, text]) => (other[name] ?? text) === text)
}

export function readHidden(form: HTMLFormElement, name: string): string {
  return form.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value ?? ''
}

export function setHidden(form: HTMLFormElement, name: string, value: string | number): void {
  const field = form.querySelector<HTMLInputElement>(`input[name="${name}"]`)
  if (field) field.value = String(value)
}

function fill(field: Element, text: string): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
  if (isTickable(field)) field.checked = field.value === text
  else if (field.type === 'hidden') return
  else field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new Event('change', { bubbles: true }))
  if (field.name === 'body') field.dispatchEvent(new CustomEvent('blext:filled'))
}

function isTickable(field: Element): field is HTMLInputElement {
  return field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type)
}
