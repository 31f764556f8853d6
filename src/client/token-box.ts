import { say } from './words.ts'

/** Puts the box of a token field in the place of the original input, with an input of its own. */
export function drawBox(original: HTMLInputElement): { box: HTMLElement; input: HTMLInputElement } {
  const box = document.createElement('div')
  const input = document.createElement('input')
  box.className = 'tokens'
  input.type = 'text'
  input.id = original.id
  input.placeholder = original.placeholder
  for (const name of ['aria-describedby', 'aria-invalid']) {
    const value = original.getAttribute(name)
    if (value !== null) input.setAttribute(name, value)
  }
  original.removeAttribute('id')
  original.hidden = true
  original.after(box)
  box.append(input)
  return { box, input }
}

/** One name with a button that takes it away. */
export function drawToken(
  name: string,
  { isMarked, remove }: { isMarked: boolean; remove: () => void },
): HTMLElement {
  const token = document.createElement('span')
  const text = document.createElement('span')
  const button = document.createElement('button')
  token.className = isMarked ? 'token is-known-again' : 'token'
  text.className = 'token-name'
  text.textContent = name
  button.type = 'button'
  button.textContent = '×'
  button.setAttribute('aria-label', say('remove', { name }))
  button.addEventListener('click', remove)
  token.append(text, button)
  return token
}
