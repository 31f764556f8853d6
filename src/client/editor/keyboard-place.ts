/** Keeps the toolbar of a phone above its keyboard, which most browsers lay over the page. */
export function stayAboveKeyboard(toolbar: HTMLElement): void {
  const view = window.visualViewport
  if (!view) return
  const place = () => {
    const hidden = window.innerHeight - view.height - view.offsetTop
    toolbar.style.setProperty('--keyboard', `${Math.max(0, Math.round(hidden))}px`)
  }
  view.addEventListener('resize', place)
  view.addEventListener('scroll', place)
}
