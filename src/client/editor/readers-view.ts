import type { EditorView } from '@codemirror/view'
import { say } from '../words.ts'
import { askForPage, createAsking, type Answer } from './readers-answer.ts'
import { openReadersFrame, type ReadersFrame } from './readers-frame.ts'
import { scrollTogether } from './scroll-together.ts'

export type ReadersView = {
  toggle: () => void
  isOn: () => boolean
  /** The text is not what it was. */
  changed: () => void
}

type Options = {
  form: HTMLFormElement
  /** Hears how many words the server counted in a text. */
  onWords: (words: number, text: string) => void
}

const SETTLED_MS = 250
const OPEN_CLASS = 'has-readers-view'

/** What readers will get, beside the text, or on a narrow screen in its place. */
export function openReadersView(view: EditorView, { form, onWords }: Options): ReadersView {
  const place = form.querySelector<HTMLElement>('[data-readers-view]')
  const frame = place?.querySelector('iframe')
  const note = place?.querySelector<HTMLElement>('[data-readers-note]')
  let opened: Promise<ReadersFrame> | null = null
  let together: (() => void) | null = null
  let timer = 0
  const title = () => form.querySelector<HTMLInputElement>('[name="title"]')?.value ?? ''

  const ask = createAsking(
    async () => {
      const text = view.state.doc.toString()
      const answer = await askForPage(form, place?.dataset['url'] ?? '')
      if (answer.ok) onWords(answer.words, text)
      return answer
    },
    answer => void show(answer),
  )

  form.querySelector('[name="title"]')?.addEventListener('input', changed)
  return { toggle, isOn, changed }

  function changed(): void {
    if (!isOn()) return
    window.clearTimeout(timer)
    timer = window.setTimeout(ask, SETTLED_MS)
  }

  function isOn(): boolean {
    return document.body.classList.contains(OPEN_CLASS)
  }

  function toggle(): void {
    if (!place || !frame) return
    const willOpen = !isOn()
    document.body.classList.toggle(OPEN_CLASS, willOpen)
    place.hidden = !willOpen
    if (willOpen) ask()
    view.requestMeasure()
  }

  async function show(answer: Answer): Promise<void> {
    if (!frame || !note) return
    note.hidden = answer.ok
    if (!answer.ok) {
      note.textContent = answer.message === '' ? say('noReadersView') : answer.message
      return
    }
    opened ??= openReadersFrame(frame)
    const readers = await opened
    readers.show({ title: title(), html: answer.html })
    together ??= scrollTogether(view, readers)
    together()
  }
}
