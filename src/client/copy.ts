import { announce, say } from './words.ts'

/** Shows the buttons that copy what is in a field; without a script the field itself is copied from. */
export function enhanceCopying(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const field = document.getElementById(button.dataset['copy'] ?? '')
    if (!(field instanceof HTMLInputElement)) continue
    field.addEventListener('focus', () => field.select())
    button.hidden = false
    button.addEventListener('click', () => void copy(field, button))
  }
}

// The clipboard is there on https and localhost only; a selected field can be copied everywhere.
async function copy(field: HTMLInputElement, button: HTMLButtonElement): Promise<void> {
  field.select()
  const clipboard = navigator.clipboard as Clipboard | undefined
  const isCopied = await (clipboard?.writeText(field.value) ?? Promise.reject(new Error())).then(
    () => true,
    () => false,
  )
  if (!isCopied) return
  button.textContent = say('copied')
  announce(say('copied'))
}
