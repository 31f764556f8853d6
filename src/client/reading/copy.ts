import { announce, say } from '../words.ts'

const SHOWN_MS = 2_000

/** Gives every block of code a button that copies it, where the browser lets a page write the clipboard. */
export function prepareCodeCopying(): void {
  if (!window.isSecureContext) return
  for (const block of document.querySelectorAll<HTMLElement>('.prose pre')) addButton(block)
}

function addButton(block: HTMLElement): void {
  const box = document.createElement('div')
  box.className = 'code'
  const button = document.createElement('button')
  button.className = 'code-copy'
  button.type = 'button'
  button.textContent = say('copy')
  button.addEventListener('click', () => void copy(block, button))
  block.replaceWith(box)
  box.append(block, button)
}

async function copy(block: HTMLElement, button: HTMLButtonElement): Promise<void> {
  await navigator.clipboard.writeText(block.innerText)
  button.textContent = say('copied')
  announce(say('copied'))
  setTimeout(() => {
    button.textContent = say('copy')
  }, SHOWN_MS)
}
