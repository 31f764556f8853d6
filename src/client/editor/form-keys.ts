/** Keys of the whole form: Ctrl-Enter publishes or updates, Alt-F10 leads to the toolbar. */
export function listenForKeys(form: HTMLFormElement, toolbar: HTMLElement): void {
  form.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return
    if (isPublishing(event)) publish(form)
    else if (event.key === 'F10' && event.altKey) {
      toolbar.querySelector<HTMLElement>('[data-editor-row] [tabindex="0"]')?.focus()
    } else return
    event.preventDefault()
  })
}

const isPublishing = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  key === 'Enter' && (ctrlKey || metaKey)

function publish(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>('.writing-deeds .is-primary')
  if (button) form.requestSubmit(button)
}
