import { announce, say } from './words.ts'

/** Lists whose items are put in order by dragging, by Alt and the arrow keys, or by their buttons; a button saves. */
export function orderByHand(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-order]')) {
    for (const seen of form.querySelectorAll<HTMLElement>('[data-handle], [data-order-keys]')) {
      seen.hidden = false
    }
    form.addEventListener('keydown', event => moveByKey(form, event))
    form.addEventListener('click', event => moveByButton(form, event))
    form.addEventListener('pointerdown', event => startDrag(form, event))
  }
}

const partOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-part]') : null

const partsOf = (form: HTMLFormElement): HTMLElement[] => [
  ...form.querySelectorAll<HTMLElement>('[data-part]'),
]

function moveByKey(form: HTMLFormElement, event: KeyboardEvent): void {
  const part = partOf(event.target)
  if (!part || !event.altKey || event.ctrlKey || event.metaKey) return
  const parts = partsOf(form)
  const at = parts.indexOf(part)
  const targets: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1 }
  const to = { ...targets, Home: 0, End: parts.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  moveTo(form, part, to)
}

function moveByButton(form: HTMLFormElement, event: MouseEvent): void {
  const button = event.target instanceof Element ? event.target.closest('[data-move]') : null
  const part = partOf(button)
  if (!(button instanceof HTMLElement) || !part) return
  event.preventDefault()
  moveTo(form, part, partsOf(form).indexOf(part) + Number(button.dataset['move']))
}

function moveTo(form: HTMLFormElement, part: HTMLElement, to: number): void {
  const parts = partsOf(form)
  if (to < 0 || to >= parts.length || parts[to] === part) return
  place(parts, part, to)
  part.scrollIntoView({ block: 'nearest' })
  renumber(form)
  const [name = '', number, total] = [part.dataset['name'], to + 1, parts.length]
  announce(say('partMoved', { name, number, total }))
}

// The others make way: an element that is itself moved loses the focus, and the pointer that drags it.
function place(parts: HTMLElement[], part: HTMLElement, to: number): void {
  const at = parts.indexOf(part)
  if (to > at) part.before(...parts.slice(at + 1, to + 1))
  else part.after(...parts.slice(to, at))
}

function renumber(form: HTMLFormElement): void {
  for (const [at, part] of partsOf(form).entries()) {
    const number = part.querySelector<HTMLInputElement>('.part-number')
    if (number) number.value = String(at + 1)
  }
  const note = form.querySelector('[data-order-unsaved]')
  if (note) note.textContent = say('notSaved')
}

function startDrag(form: HTMLFormElement, event: PointerEvent): void {
  const handle = event.target instanceof Element ? event.target.closest('[data-handle]') : null
  const part = partOf(handle)
  if (!(handle instanceof HTMLElement) || !part || event.button !== 0) return
  const before = partsOf(form)
  handle.setPointerCapture(event.pointerId)
  part.classList.add('is-dragged')
  const follow = ({ clientY }: PointerEvent) => dragOver(form, part, clientY)
  handle.addEventListener('pointermove', follow)
  handle.addEventListener(
    'lostpointercapture',
    () => {
      handle.removeEventListener('pointermove', follow)
      part.classList.remove('is-dragged')
      if (partsOf(form).some((other, at) => other !== before[at])) renumber(form)
    },
    { once: true },
  )
}

function dragOver(form: HTMLFormElement, part: HTMLElement, y: number): void {
  const parts = partsOf(form)
  const over = parts.find(other => {
    const { top, bottom } = other.getBoundingClientRect()
    return y >= top && y <= bottom
  })
  if (!over || over === part) return
  const { top, height } = over.getBoundingClientRect()
  const to = parts.indexOf(over)
  // Only past its middle, else two of different heights would change places for ever.
  const isPast = to > parts.indexOf(part) ? y > top + height / 2 : y < top + height / 2
  if (isPast) place(parts, part, to)
}
