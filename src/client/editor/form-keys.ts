/** Keys of the whole form: Ctrl-Enter publishes or updates, Alt-F10 leads to the toolbar. */
export function listenForKeys(form: HTMLFormElement, toolbar: HTMLElement): void {
  form.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const button = form.querySelector<HTMLButtonElement>('.writing-deeds .is-primary')
      if (!button) return
      event.preventDefault()
      form.requestSubmit(button)
    } else if (event.key === 'F10' && event.altKey) {
      event.preventDefault()
      toolbar.querySelector<HTMLElement>('[data-editor-row] [tabindex="0"]')?.focus()
    }
  })
}
