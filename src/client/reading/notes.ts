/** Lets a footnote open beside the words that it belongs to; a second click closes it. */
export function openNotesInPlace(): void {
  for (const mark of document.querySelectorAll<HTMLAnchorElement>('.prose [data-footnote-ref]')) {
    const note = document.getElementById(decodeURIComponent(mark.hash.slice(1)))
    if (!note) continue
    mark.setAttribute('role', 'button')
    mark.setAttribute('aria-expanded', 'false')
    mark.addEventListener('click', event => {
      event.preventDefault()
      toggle(mark, note)
    })
    mark.addEventListener('keydown', event => {
      if (event.key !== ' ' && event.key !== 'Escape') return
      event.preventDefault()
      if (event.key === ' ' || isOpen(mark)) toggle(mark, note)
    })
  }
}

const isOpen = (mark: HTMLElement) => mark.getAttribute('aria-expanded') === 'true'

function toggle(mark: HTMLElement, note: HTMLElement): void {
  const opened = `open-${note.id}`
  if (isOpen(mark)) document.getElementById(opened)?.remove()
  else place(copyNote(note, opened), mark)
  mark.setAttribute('aria-expanded', String(!isOpen(mark)))
  mark.setAttribute('aria-controls', opened)
}

// As the themes have it: from there on the margin is wide enough for notes.
const HAS_MARGIN = '(min-width: 80rem)'

// In a margin, a note stands beside the paragraph's beginning; without one it stands below, so that
// what somebody has just touched stays where it is.
function place(copy: HTMLElement, mark: HTMLElement): void {
  const block = mark.closest('p, li, td, blockquote, dd, h2, h3') ?? mark
  const isBox = block.matches('li, td, dd, blockquote')
  const isBeside = window.matchMedia(HAS_MARGIN).matches
  if (isBox && isBeside) block.prepend(copy)
  else if (isBox) block.append(copy)
  else if (isBeside) block.before(copy)
  else block.after(copy)
}

function copyNote(note: HTMLElement, id: string): HTMLElement {
  const copy = document.createElement('div')
  copy.id = id
  copy.className = 'opened-note'
  copy.setAttribute('role', 'note')
  copy.append(...[...note.childNodes].map(node => node.cloneNode(true)))
  for (const back of copy.querySelectorAll('[data-footnote-backref]')) back.remove()
  for (const named of copy.querySelectorAll('[id]')) named.removeAttribute('id')
  return copy
}
