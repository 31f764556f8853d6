const SHOWN_MS = 20_000

/** Says what just happened, in sight wherever one has scrolled; `undo` takes it back. */
export function showToast(words: string, undo?: () => void): void {
  const toast = document.querySelector<HTMLElement>('[data-toast]')
  const button = toast?.querySelector<HTMLButtonElement>('[data-toast-undo]')
  if (!toast || !button) return
  toast.hidden = false
  toast.querySelector('[data-toast-words]')?.replaceChildren(words)
  button.hidden = undo === undefined
  button.onclick = () => {
    toast.hidden = true
    undo?.()
  }
  window.clearTimeout(Number(toast.dataset['toast']))
  toast.dataset['toast'] = String(window.setTimeout(() => (toast.hidden = true), SHOWN_MS))
}

/** Takes away what is no longer true; what can still be undone stays. */
export function hideToast(): void {
  const toast = document.querySelector<HTMLElement>('[data-toast]')
  const canUndo = toast?.querySelector<HTMLElement>('[data-toast-undo]')?.hidden === false
  if (toast && !canUndo) toast.hidden = true
}
