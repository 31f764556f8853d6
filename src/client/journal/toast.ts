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
}

export function hideToast(): void {
  document.querySelector<HTMLElement>('[data-toast]')?.setAttribute('hidden', '')
}
