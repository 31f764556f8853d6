import { say } from '../words.ts'

/** What is shown in the text while a file is on its way, when it could not be stored, and when an image needs words. */
export type UploadBox = {
  element: HTMLElement
  showSending: () => void
  showProgress: (share: number) => void
  showFailure: (message: string, deeds: { again: () => void; drop: () => void }) => void
  askAlt: (question: AltQuestion) => void
  focus: () => void
}

export type AltQuestion = {
  url: string
  alt: string
  onInput: (alt: string) => void
  /** `isDone` is false when the question was put aside. */
  onEnd: (alt: string, isDone: boolean) => void
}

/** Draws the box of a file that is on its way. */
export function drawUploadBox(name: string, stop: () => void): UploadBox {
  const element = make('div', 'upload')
  element.setAttribute('contenteditable', 'false')
  const text = make('p', 'upload-text')
  const bar = make('progress', 'upload-bar')
  bar.setAttribute('aria-label', say('uploading', { name }))
  const stopButton = button(say('stop'), stop)
  showSending()
  return {
    element,
    showSending,
    showProgress,
    showFailure: (message, deeds) => showFailure(element, { name, message }, deeds),
    askAlt: question => element.replaceChildren(...drawQuestion(question)),
    focus: () => {
      const input = element.querySelector('input')
      input?.focus()
      input?.select()
    },
  }

  function showSending(): void {
    element.classList.remove('is-wrong')
    text.textContent = say('uploading', { name })
    bar.removeAttribute('value')
    element.replaceChildren(text, bar, stopButton)
  }

  function showProgress(share: number): void {
    const percent = Math.round(share * 100)
    if (share < 1) bar.value = share
    else bar.removeAttribute('value')
    text.textContent =
      share < 1 ? say('uploadingShare', { name, percent }) : say('storing', { name })
  }
}

function showFailure(
  element: HTMLElement,
  { name, message }: { name: string; message: string },
  deeds: { again: () => void; drop: () => void },
): void {
  element.classList.add('is-wrong')
  const reason = message === '' ? say('unreachable') : message
  const sentence = make('p', 'upload-text', say('uploadFailed', { name, reason }))
  sentence.setAttribute('role', 'alert')
  const again = button(say('tryAgain'), deeds.again)
  element.replaceChildren(sentence, again, button(say('leaveOut'), deeds.drop))
}

function drawQuestion(question: AltQuestion): HTMLElement[] {
  const image = make('img', 'upload-thumb')
  image.src = question.url
  image.alt = ''
  const label = make('label', 'upload-label', say('describe'))
  const input = make('input', 'upload-alt')
  input.type = 'text'
  input.value = question.alt
  input.placeholder = say('describeHint')
  // What is typed here is no field of the post.
  input.setAttribute('form', '')
  input.maxLength = 1000
  label.append(input)
  input.addEventListener('input', () => question.onInput(input.value))
  input.addEventListener('keydown', event => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
    if (event.ctrlKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation()
    question.onEnd(input.value, event.key === 'Enter')
  })
  const done = button(say('done'), () => question.onEnd(input.value, true))
  const skip = button(say('noDescription'), () => question.onEnd('', false))
  return [image, label, done, skip]
}

function button(label: string, run: () => void): HTMLButtonElement {
  const element = make('button', 'button is-quiet', label)
  element.type = 'button'
  element.addEventListener('click', run)
  return element
}

function make<Name extends keyof HTMLElementTagNameMap>(
  tag: Name,
  className: string,
  text = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(tag)
  element.className = className
  if (text !== '') element.textContent = text
  return element
}
