/**
 * The title is as high as its lines, but one line to whoever reads it: Enter leads on into the text,
 * and what is pasted or dropped loses its line breaks.
 */
export function openTitle(form: HTMLFormElement, goToText: () => void): void {
  const title = form.querySelector<HTMLTextAreaElement>('textarea[name="title"]')
  title?.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    goToText()
  })
  title?.addEventListener('input', () => {
    if (title.value.includes('\n')) title.value = title.value.replace(/\s*\n\s*/g, ' ')
  })
}
