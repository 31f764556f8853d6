import { say } from './words.ts'

/** Ctrl-S saves, and leaving a post with unsaved text asks first. */
export function guardUnsavedText(): void {
  document.addEventListener('keydown', saveByKey)
  const form = document.querySelector<HTMLFormElement>('form[data-editor]')
  // Where a journal is kept, it knows what is nowhere yet.
  if (!form || form.dataset['journal'] !== undefined) return
  guardUnsaved(form)
}

function saveByKey(event: KeyboardEvent): void {
  if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return
  const button = document.querySelector<HTMLButtonElement>('button[data-save]')
  if (!button) return
  event.preventDefault()
  button.form?.requestSubmit(button)
}

function guardUnsaved(form: HTMLFormElement): void {
  const note = form.querySelector<HTMLElement>('[data-unsaved]')
  const arrivedUnsaved =
    form.dataset['editor'] === 'unsaved' || document.querySelector('[data-mistakes]') !== null
  let isLeaving = false

  form.addEventListener('input', refresh)
  form.addEventListener('change', refresh)
  // Deleting is a form of its own; what it takes away can be restored.
  document.addEventListener('submit', event => {
    const opensTab = event.submitter?.getAttribute('formtarget') === '_blank'
    isLeaving ||= !opensTab && !event.defaultPrevented
  })
  window.addEventListener('pageshow', () => {
    isLeaving = false
    refresh()
  })
  window.addEventListener('beforeunload', event => {
    if (!isLeaving && isUnsaved()) event.preventDefault()
  })

  function isUnsaved(): boolean {
    return arrivedUnsaved || [...form.elements].some(isChanged)
  }

  function refresh(): void {
    const text = isUnsaved() ? say('notSaved') : ''
    if (note && note.textContent !== text) note.textContent = text
  }
}

function isChanged(field: Element): boolean {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue
  if (!(field instanceof HTMLInputElement) || field.name === '') return false
  if (field.type === 'checkbox' || field.type === 'radio') {
    return field.checked !== field.defaultChecked
  }
  return field.value !== field.defaultValue
}
