import type { EditorView } from '@codemirror/view'
import { say } from '../words.ts'
import { keep, recall } from './modes.ts'
import { askForPage, createAsking, type Answer } from './readers-answer.ts'
import { openReadersFrame, type ReadersFrame } from './readers-frame.ts'
import { scrollTogether } from './scroll-together.ts'

export type ReadersView = {
  toggle: () => void
  isOn: () => boolean
  /** The text is not what it was. */
  changed: () => void
}

/** What is on the page for it. */
type Parts = { place: HTMLElement; frame: HTMLIFrameElement; note: HTMLElement }

type Options = {
  form: HTMLFormElement
  /** Hears how many words the server counted in a text. */
  onWords: (words: number, text: string) => void
}

const SETTLED_MS = 250
const ON = 'has-readers-view'

/** What readers will get, beside the text, or on a narrow screen in its place. */
export function openReadersView(view: EditorView, { form, onWords }: Options): ReadersView {
  const parts = findParts(form)
  const isOn = () => document.body.classList.contains(ON)
  if (!parts) return { toggle: () => undefined, isOn, changed: () => undefined }
  let timer = 0
  const show = createShow(view, parts, form)
  const ask = createAsking(async () => {
    const text = view.state.doc.toString()
    const answer = await askForPage(form, parts.place.dataset['url'] ?? '')
    if (answer.ok) onWords(answer.words, text)
    return answer
  }, show)
  form.querySelector('[name="title"]')?.addEventListener('input', changed)
  // On a narrow screen it would stand in the place of the text.
  if (recall(ON) && matchMedia('(width >= 60rem)').matches) toggle()
  return { toggle, isOn, changed }

  function changed(): void {
    if (!isOn()) return
    window.clearTimeout(timer)
    timer = window.setTimeout(ask, SETTLED_MS)
  }

  function toggle(): void {
    keep(ON, document.body.classList.toggle(ON))
    if (parts) parts.place.hidden = !isOn()
    if (isOn()) ask()
    view.requestMeasure()
  }
}

function findParts(form: HTMLFormElement): Parts | null {
  const place = form.querySelector<HTMLElement>('[data-readers-view]')
  const frame = place?.querySelector('iframe')
  const note = place?.querySelector<HTMLElement>('[data-readers-note]')
  return place && frame && note ? { place, frame, note } : null
}

function createShow(
  view: EditorView,
  { frame, note }: Parts,
  form: HTMLFormElement,
): (answer: Answer) => void {
  let opened: Promise<ReadersFrame> | null = null
  let follow: (() => void) | null = null
  return answer => void show(answer)

  async function show(answer: Answer): Promise<void> {
    note.hidden = answer.ok
    if (!answer.ok) {
      note.textContent = answer.message === '' ? say('noReadersView') : answer.message
      return
    }
    const readers = await (opened ??= openReadersFrame(frame))
    const title = form.querySelector<HTMLTextAreaElement>('[name="title"]')?.value ?? ''
    readers.show({ title, html: answer.html })
    follow ??= scrollTogether(view, readers)
    follow()
  }
}
