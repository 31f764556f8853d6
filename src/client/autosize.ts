/** Lets marked textareas grow with their text, where the browser does not do it by itself. */
export function growTextareas(): void {
  if (CSS.supports('field-sizing', 'content')) return
  for (const area of document.querySelectorAll<HTMLTextAreaElement>('textarea[data-autosize]')) {
    const grow = () => {
      // The editor stands in for it.
      if (!area.hasAttribute('data-autosize')) return
      area.style.height = 'auto'
      area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`
    }
    area.addEventListener('input', grow)
    area.addEventListener('change', grow)
    grow()
  }
}
