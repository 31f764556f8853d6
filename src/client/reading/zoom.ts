import { say } from '../words.ts'

/** Lets a picture that is larger than the column be seen whole. */
export function prepareZoom(): void {
  for (const picture of document.querySelectorAll<HTMLImageElement>('.prose img')) {
    if (picture.closest('a, button')) continue
    if (picture.complete) offer(picture)
    else picture.addEventListener('load', () => offer(picture), { once: true })
  }
}

function offer(picture: HTMLImageElement): void {
  const isLarger = picture.naturalWidth > picture.clientWidth * 1.2
  if (!isLarger || picture.closest('.zoom')) return
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'zoom'
  button.setAttribute('aria-label', [say('enlarge'), picture.alt].filter(Boolean).join(': '))
  button.addEventListener('click', () => show(picture))
  picture.replaceWith(button)
  button.append(picture)
}

// A dialog gives back the focus and closes by Escape on its own.
function show(picture: HTMLImageElement): void {
  const dialog = document.createElement('dialog')
  dialog.className = 'zoomed'
  dialog.setAttribute('aria-label', picture.alt || say('enlarge'))
  const large = document.createElement('img')
  large.src = picture.currentSrc
  large.alt = picture.alt
  const close = document.createElement('button')
  close.type = 'button'
  close.className = 'visually-hidden'
  close.textContent = say('close')
  dialog.append(close, large)
  dialog.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
